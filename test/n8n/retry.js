// A real host and a browser share two cores with everything else. A test that fails is retried once, and the failure logged.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
