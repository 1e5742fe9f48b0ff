#!/usr/bin/env node
/** Builds the plugin and the playground with its admin panel, unless they are there and up to date. */
import { rmSync } from 'node:fs';
import { buildPlayground, buildPlugin } from '../../playground/scripts/demo/build.mjs';

// Pictures of an earlier run would look like those of this one.
rmSync(new URL('../output/e2e', import.meta.url), { recursive: true, force: true });
await buildPlugin();
await buildPlayground({ withPlugin: true });
