// A page of a production build, on a machine that may be busy.
jest.setTimeout(240_000);

// A browser is not ours: a walk may try once more. What failed the first time is in the log, and a defect
// fails the second time as well.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
