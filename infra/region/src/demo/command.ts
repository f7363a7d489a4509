/** How a verb of the domain is said to a service. */
export interface Command {
  readonly service: 'organisations' | 'education-partners' | 'challenges' | 'validation' | 'credentials';
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below the service; `{member}` is taken from what the step gives, the rest becomes body or query. */
  readonly path: string;
  /** Members, at any depth, whose value is the id of something new. */
  readonly makes?: readonly string[];
  /** What came of it, in a word or two. */
  readonly done: string;
  /** Members whose words are public anyway; all other words of a step never leave the service. */
  readonly publicWords?: readonly string[];
  /** Refusals that end by themselves once a fact of another service has arrived. */
  readonly early?: readonly string[];
}
