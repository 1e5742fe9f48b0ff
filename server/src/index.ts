import { bootstrap } from './bootstrap';
import { config } from './config';
import { groupSchema } from './access/content-types/group';
import { register } from './register';
import { services } from './services';

/** What Strapi loads: wiring only, no logic. */
export default {
  register,
  bootstrap,
  config,
  contentTypes: { group: { schema: groupSchema } },
  services,
};
