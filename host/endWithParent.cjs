// Loaded into every child process. Its channel to the parent closes when the parent is gone, whatever ended it.
if (process.channel) {
	process.once('disconnect', () => {
		process.kill(process.pid, 'SIGTERM');
		setTimeout(() => process.exit(1), Number(process.env.AFILNET_PATIENCE)).unref();
	});
	process.channel.unref();
}
