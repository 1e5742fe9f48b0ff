// A page of a production build, on a machine that may be busy.
jest.setTimeout(240_000);
