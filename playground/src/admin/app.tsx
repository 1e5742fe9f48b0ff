/** The languages that Custodian's pages speak, besides English. */
export default {
  config: { locales: ['fr', 'nl', 'pl', 'sv'] },
  bootstrap() {},
};
