module.exports = {
	...require('./dist/credentials/AfilnetApi.credentials.js'),
	...require('./dist/nodes/Afilnet/Afilnet.node.js'),
	...require('./dist/nodes/Afilnet/AfilnetTrigger.node.js'),
};
