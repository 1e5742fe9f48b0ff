#!/usr/bin/env node
/** Builds the plugin and the playground with its admin panel, unless they are there and up to date. */
import { buildPlayground, buildPlugin } from '../../playground/scripts/demo/build.mjs';

await buildPlugin();
await buildPlayground({ withPlugin: true });
