import { readFile } from 'node:fs/promises';
import { isContractType, validateClosed } from '@estafette/contracts';
import type { Region } from '@estafette/region';
import { playScenario, readScenarioFile, RETURN_BREAD } from '@estafette/region';
import { startTelemetry } from '@estafette/service-host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asNewcomer, README, withStory } from './readme-story.js';
import { startRegionUnderTest } from './region-under-test.js';
import type { RegionUnderTest } from './region-under-test.js';
import { liveAndRebuilt } from './views-equal-rebuild.js';
import type { Left } from './what-left.js';
import { feedsOf, foundIn, logsOf, topicsOf } from './what-left.js';

type Played = Awaited<ReturnType<typeof playScenario>>;

/** The main job, from a posted challenge to a credential that checks, and what must be true afterwards. */
export function relayJourney(name: string, options: { readonly kafka: boolean }): void {
  describe(name, () => {
    let under: RegionUnderTest | undefined;
    let region: Region;
    let played: Played;
    const told: string[] = [];
    let left: { messages: Left[]; raw: string };
    const stopTelemetry = startTelemetry('journey', {});

    beforeAll(async () => {
      under = await startRegionUnderTest(options);
      ({ region } = under);
      played = await playScenario({
        url: region.url,
        firstAdmin: region.folder.region.firstAdmin,
        scenario: await readScenarioFile(RETURN_BREAD),
        out: `${region.folder.path}/credentials`,
        tell: asNewcomer((line) => told.push(line)),
      });
      left = region.brokers === undefined ? await feedsOf(region) : await topicsOf(region.brokers);
    });
    afterAll(async () => {
      await under?.close();
      await stopTelemetry();
    });

    it('ends with two credentials, and at least eight steps that break a rule were refused', () => {
      expect(played.credentials).toHaveLength(2);
      expect(played.refused).toBeGreaterThanOrEqual(8);
    });

    it('goes as README.md tells it', async () => {
      const readme = withStory(await readFile(README, 'utf8'), told);
      await expect(readme, 'run: npm run -w journeys readme').toMatchFileSnapshot(README);
    });

    it('leaves every view equal to its rebuild, row for row', async () => {
      const views = await liveAndRebuilt(region);
      expect(views.filter(({ live }) => live.length === 0).map(({ view }) => view)).toEqual([
        'assessor-queue',
        'statement-requests',
      ]);
      for (const { service, view, live, rebuilt } of views) expect(rebuilt, `${service} ${view}`).toEqual(live);
    });

    it('tells only what its contracts say: every message is valid by its closed schema', () => {
      expect(left.messages.length).toBeGreaterThan(40);
      const faults = left.messages.map(({ type, data }) =>
        isContractType(type) ? validateClosed(type, data) : `${type} has no contract`,
      );
      expect(faults.flat()).toEqual([]);
    });

    it('lets nothing personal leave: no name, mail address or text of anybody in messages or logs', async () => {
      const personal = [...new Set([...played.people.flatMap((one) => [one.name, one.email]), ...played.texts])];
      expect(personal.length).toBeGreaterThan(20);
      const everything = `${left.raw}\n${await logsOf(region)}`;
      expect(foundIn(everything, personal)).toEqual([]);
      // The same search finds a name that was put there, so it would have found one that slipped in.
      const [planted = ''] = personal;
      expect(foundIn(`${everything}\n{"name":${JSON.stringify(planted)}}`, personal)).toEqual([planted]);
    });
  });
}
