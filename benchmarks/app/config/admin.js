'use strict';

module.exports = require('../../../tests/app/config/admin');
