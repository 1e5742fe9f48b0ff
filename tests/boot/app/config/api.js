'use strict';

module.exports = { rest: { strictParams: true } };
