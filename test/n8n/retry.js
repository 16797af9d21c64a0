// A real host and a browser share two cores with everything else: what is slow once is tried once more, and told.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
