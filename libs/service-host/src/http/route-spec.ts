import type { z } from 'zod';
import type { Permission } from '../access/permission.js';

/** Members of a path or a query, by name. */
export type Shape = z.ZodObject;

/** What a route takes, who may call it, and what it says; OpenAPI, checks and the permission table come from this. */
export interface RouteSpec<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the controller's path: `:challengeId/batons`. */
  readonly path: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body | null;
  /**
   * What the body is by media type, each a part of `body`; null where only JSON is taken. What is not JSON comes unparsed:
   * as text, or as bytes where it is `bytes`.
   */
  readonly takes: Readonly<Record<string, z.ZodType>> | null;
  /** What is answered; null where nothing is, or nothing is said of it. */
  readonly answer: z.ZodType | null;
  /** The media type of the answer. What is not JSON the handler gives as text, or as bytes. */
  readonly gives: string;
  /**
   * Further media types of the answer and what it is in each, for whoever prefers one (`Accept`). The handler chooses, and names
   * the one that it gives in the header `content-type`.
   */
  readonly alsoGives: Readonly<Record<string, z.ZodType>>;
  /** When it answers 410; null where it never does. */
  readonly gone: string | null;
  /** Headers of the answer beside those of commands, and what they say. */
  readonly headers: Readonly<Record<string, string>>;
  /** Codes of the refusals that the rules know. */
  readonly refuses: readonly string[];
  /** 201 for commands that add a thing, 202 for those that go on after the answer, 200 for all else. */
  readonly success: 200 | 201 | 202;
}
