'use strict';

// The TypeScript sources, compiled by jest's transform, so that coverage points at them.
module.exports = require('../../../server/src').default;
