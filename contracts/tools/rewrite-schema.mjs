// What a producer is held to and what a consumer asks for are two readings of one schema.

const mapValues = (object, map) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));

/** The one member that tells the branches of a union apart: it is a constant in every branch. */
export function discriminatorOf(branches) {
  const constants = branches.map(({ properties = {} }) =>
    Object.keys(properties).filter((member) => properties[member].const !== undefined),
  );
  return (constants[0] ?? []).find((member) => constants.every((members) => members.includes(member)));
}

/**
 * A union becomes a chain of conditions on its discriminator. It accepts what `oneOf` accepts, but a fault names the member
 * that is wrong instead of "matches no branch"; and read open, a branch that is not known here has nothing to break.
 */
function rewriteUnion({ oneOf, ...rest }, rewrite, open) {
  const by = discriminatorOf(oneOf);
  const values = oneOf.map(({ properties }) => properties[by].const);
  return {
    ...rest,
    type: 'object',
    required: [by],
    properties: { [by]: open ? { type: 'string' } : { type: 'string', enum: values } },
    allOf: oneOf.map((branch, index) => ({
      if: { type: 'object', required: [by], properties: { [by]: { const: values[index] } } },
      then: rewrite(branch),
    })),
  };
}

/**
 * The schema as it is checked. Closed is the schema itself. Open drops `additionalProperties: false` and lets an
 * enumeration hold a value that is not known yet; types, formats, patterns and required members stay. Conditions (`if`) are
 * left alone: they ask about a value, they do not limit it.
 */
export function rewriteSchema(schema, { open }) {
  const rewrite = (part) => rewriteSchema(part, { open });
  if (schema.oneOf !== undefined) return rewriteUnion(schema, rewrite, open);
  const out = { ...schema };
  if (open) {
    if (out.additionalProperties === false) delete out.additionalProperties;
    delete out.enum;
    delete out.const;
  }
  if (out.properties !== undefined) out.properties = mapValues(out.properties, rewrite);
  for (const key of ['items', 'then', 'else']) if (out[key] !== undefined) out[key] = rewrite(out[key]);
  return out;
}
