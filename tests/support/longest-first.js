'use strict';

const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * Jest begins with the largest files where it does not know how long they take, as on a new machine. The
 * property suites are small files that run for minutes: begun last, they leave one worker with nothing to do.
 */
const ORDER = ['property', 'integration', 'unit'];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ context }) => ORDER.indexOf(context.config.displayName?.name);
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
