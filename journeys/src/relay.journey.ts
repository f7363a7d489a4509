import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isContractType, validateClosed } from '@estafette/contracts';
import type { Region } from '@estafette/region';
import { Caller, playScenario, readScenarioFile, RETURN_BREAD } from '@estafette/region';
import { startTelemetry } from '@estafette/service-host';
import { eventually } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badgesOf } from '../browser/badge-system.set-up.js';
import { acceptedBy, issuedIn, signedByOthers } from './lineages.js';
import { asNewcomer, README, withStory } from './readme-story.js';
import { startRegionUnderTest } from './region-under-test.js';
import type { RegionOptions, RegionUnderTest } from './region-under-test.js';
import type { Span, SpanCollector } from './span-collector.js';
import { startSpanCollector } from './span-collector.js';
import { liveAndRebuilt } from './views-equal-rebuild.js';
import type { Left } from './what-left.js';
import { feedsOf, foundIn, logsOf, topicsOf } from './what-left.js';

type Played = Awaited<ReturnType<typeof playScenario>>;

/** The main job, from a posted challenge to a credential that checks, and what must be true afterwards. */
export function relayJourney(name: string, options: RegionOptions): void {
  describe(name, () => {
    let under: RegionUnderTest | undefined;
    let region: Region;
    let caller: Caller;
    let played: Played;
    const told: string[] = [];
    let left: { messages: Left[]; raw: string };
    let collector: SpanCollector;
    let stopTelemetry: () => Promise<void>;

    beforeAll(async () => {
      collector = await startSpanCollector();
      // Processes of services take it from the environment, as an operator gives it.
      process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
      stopTelemetry = startTelemetry('journey', process.env);
      under = await startRegionUnderTest(options);
      ({ region } = under);
      caller = new Caller(region.url);
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
      delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
      await collector.close();
    });

    /** Sends something to the credentials service, as somebody for themselves. */
    async function asHolder(person: string, path: string, body: object): Promise<number> {
      const headers = { 'estafette-acting-for': 'self' };
      const post = { method: 'POST', address: `/credentials${path}`, body, headers } as const;
      return (await caller.send(person, post)).status;
    }

    it('ends with two credentials, and at least eight steps that break a rule were refused', () => {
      expect(played.credentials).toHaveLength(2);
      expect(played.refused).toBeGreaterThanOrEqual(8);
    });

    it('goes as README.md tells it', async () => {
      const readme = withStory(await readFile(README, 'utf8'), told);
      await expect(readme, 'run: npm run -w journeys readme').toMatchFileSnapshot(README);
    });

    it('issues nothing that implementations of two other lineages do not accept, and accepts what they sign', async () => {
      const issued = await issuedIn(played.credentials.map(({ file }) => file));
      const all = [...issued.credentials, ...issued.endorsements, ...issued.batonAcceptances, ...issued.statusLists];
      // All that was issued is looked at: no other credential left the service.
      const told = left.messages.filter(({ type }) => type === 'nl.estafette.credentials.credential-issued.v1');
      expect(issued.credentials).toHaveLength(new Set(told.map(({ data }) => JSON.stringify(data))).size);
      expect(issued.endorsements.length).toBeGreaterThan(0);
      expect(issued.batonAcceptances.length).toBeGreaterThan(0);
      expect(issued.statusLists.length).toBeGreaterThan(0);
      const everybody = ['ours', 'Digital Bazaar', 'second lineage'];
      for (const document of all) {
        expect(await acceptedBy(document, issued)).toEqual(everybody);
        expect(await acceptedBy({ ...document, validFrom: '2026-01-01T00:00:00Z' }, issued)).toEqual([]);
        for (const theirs of await signedByOthers(document))
          expect(await acceptedBy(theirs, issued)).toEqual(everybody);
      }
    });

    it('leaves every view equal to its rebuild, row for row', async () => {
      const views = await liveAndRebuilt(region);
      // What the main job leaves empty: nothing waits for anybody, and nothing was issued anew, shared by link,
      // copied for a wallet, offered to one, asked of one, awarded in bulk, pictured or brought along.
      // Their own services' specs compare them with rows.
      expect(views.filter(({ live }) => live.length === 0).map(({ view }) => view)).toEqual([
        'assessor-queue',
        'statement-requests',
        'reissues',
        'shares',
        'credential-copies',
        'bulk-awards',
        'images',
        'imported-credentials',
        'credential-offers',
        'presentation-requests',
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

    it('is one trace from the judgement that grants to the credential that is issued, and to whoever tells of it', async () => {
      const asked = 'POST /v1/validations/:validationId/assessments';
      const heard = 'process nl.estafette.validation.validation-granted.v1';
      // Spans are sent in batches, some seconds after they ended.
      const granted = await eventually(
        () => {
          const traces = [...Map.groupBy(collector.spans(), ({ traceId }) => traceId).values()];
          const has = (spans: readonly Span[], name: string, times = 1) =>
            spans.filter((span) => span.name === name).length === times;
          return traces.find((spans) => has(spans, asked) && has(spans, heard) && has(spans, 'append', 3)) ?? false;
        },
        { timeoutMs: 30_000 },
      );
      const processes = new Set(granted.map(({ process }) => process));
      expect([...processes].toSorted()).toEqual(
        options.kafka ? ['credentials', 'organisations', 'validation'] : ['journey'],
      );
    });

    it('lets nothing personal leave: no name, mail address or text of anybody in messages or logs', async () => {
      const personal = [...new Set([...played.people.flatMap((one) => [one.name, one.email]), ...played.texts])];
      expect(personal.length).toBeGreaterThan(20);
      const everything = `${left.raw}\n${await logsOf(region)}\n${collector.raw()}`;
      expect(foundIn(everything, personal)).toEqual([]);
      // The same search finds a name that was put there, so it would have found one that slipped in.
      const [planted = ''] = personal;
      expect(foundIn(`${everything}\n{"name":${JSON.stringify(planted)}}`, personal)).toEqual([planted]);
    });

    it('lets whoever knows the mail address of somebody check whose a credential is, where they want that', async () => {
      const [earned] = played.credentials;
      const learner = played.people.find(({ personId }) => personId === earned?.learner);
      if (!earned || !learner) throw new Error('somebody earned one');
      const send = (path: string, body: object): Promise<number> => asHolder(learner.personId, path, body);
      const [credentialId, shareId] = [earned.id, randomUUID()];
      expect(await send(`/v1/credentials/${credentialId}/mail-identities`, {})).toBe(201);
      expect(await send('/v1/shares', { shareId, credentialId })).toBe(201);
      const read = { method: 'GET', address: `/credentials/v1/shares/${shareId}` } as const;
      const { link } = (await caller.send(learner.personId, read)).json as { link: string };
      const told = async (identity: string): Promise<string> => {
        const body = new URLSearchParams({ identity, lang: 'en' });
        return (await fetch(link, { method: 'POST', headers: { accept: 'text/html' }, body })).text();
      };
      expect(await told(learner.email)).toContain('It matches');
      expect(await told(`not.${learner.email}`)).toContain('It does not match');
    });

    it('lets a badge system of others read the badges of whoever allows it, knowing nothing but the address', async () => {
      const [earned] = played.credentials;
      if (!earned) throw new Error('somebody earned one');
      const path = `/v1/credentials/${earned.id}/acceptances`;
      expect([200, 201]).toContain(await asHolder(earned.learner, path, {}));
      const read = await badgesOf({ url: region.url, person: earned.learner });
      expect(read).toEqual({ status: 200, total: 1, ids: [`urn:uuid:${earned.id}`] });
    });
  });
}
