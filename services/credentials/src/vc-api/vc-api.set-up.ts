import type { RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';

// How the specs call the VC API: as a client of it does.

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: {
    readonly verifiableCredential: Readonly<Record<string, unknown>>;
    readonly verified: boolean;
    readonly problemDetails: readonly Problem[];
  } & Readonly<Record<string, unknown>>;
}

export interface VcApi {
  issue(credential: object, options?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  setStatus(body: object): Promise<Answer>;
  verify(verifiableCredential: object, options?: object): Promise<Answer>;
  verifyPresentation(verifiablePresentation: object, options?: object): Promise<Answer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** A client with both scopes. */
export async function vcApiOf({ running, issuer }: TestService<RunningService>): Promise<VcApi> {
  const authorization = `Bearer ${await issuer.serviceToken('vc-client', 'vc-api:issue', 'vc-api:status')}`;
  const post: VcApi['post'] = async (path, body, headers = {}) => {
    const answer = await fetch(`${running.url}/vc-api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const contentType = answer.headers.get('content-type') ?? '';
    return { status: answer.status, contentType, body: (await answer.json()) as Answer['body'] };
  };
  return {
    post,
    issue: (credential, options, headers) =>
      post('credentials/issue', { credential, ...(options && { options }) }, { authorization, ...headers }),
    setStatus: (body) => post('credentials/status', body, { authorization }),
    verify: (verifiableCredential, options = {}) => post('credentials/verify', { verifiableCredential, options }),
    verifyPresentation: (verifiablePresentation, options = {}) =>
      post('presentations/verify', { verifiablePresentation, options }),
  };
}
