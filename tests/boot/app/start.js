'use strict';

const { createStrapi } = require('@strapi/strapi');

/** Boots and listens, tells the parent process so, and ends when the parent asks for it. */
const main = async () => {
  const strapi = await createStrapi({ appDir: __dirname, distDir: __dirname }).start();
  process.on('message', async () => {
    await strapi.destroy();
    process.disconnect();
  });
  process.send({ plugins: Object.keys(strapi.plugins) });
};

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
