import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Sentences for people stay as they are: tests look for the words that matter, not for each sentence. */
const wording = {
	shouldIgnore({ node }) {
		return /[a-z]'? [a-z'{]/i.test(textOf(node)) ? 'wording' : undefined;
	},
};

function textOf({ type, value, expressions, quasis }) {
	if (type === 'StringLiteral') return value;
	return type === 'TemplateLiteral' && expressions.length === 0 ? quasis[0].value.cooked : '';
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'wording', wording)];
