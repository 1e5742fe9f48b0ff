import { bootstrap } from './bootstrap';
import { config } from './config';
import { groupSchema } from './access/content-types/group';
import { controllers } from './controllers';
import { routes } from './routes';
import { destroy } from './destroy';
import { register } from './register';
import { services } from './services';

/** What Strapi loads: wiring only, no logic. */
export default {
  register,
  bootstrap,
  destroy,
  config,
  contentTypes: { group: { schema: groupSchema } },
  controllers,
  routes,
  services,
};
