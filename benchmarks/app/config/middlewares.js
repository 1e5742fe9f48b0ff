'use strict';

module.exports = require('../../../tests/app/config/middlewares');
