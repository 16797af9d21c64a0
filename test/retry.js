// If cores are shared, one of thousands of tests may come too late. What fails is tried once more, and the failure logged.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
