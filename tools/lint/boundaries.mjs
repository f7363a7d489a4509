// Who may import whom, by the tags in each project.json. Libraries stand in layers; a service never imports another
// service: they only meet through contracts.

const everything = ['type:lib', 'type:contracts', 'type:service', 'type:infra'];

const layers = [
  { sourceTag: 'scope:decider', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:verifier', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:event-store', onlyDependOnLibsWithTags: ['scope:decider'] },
  { sourceTag: 'scope:messaging', onlyDependOnLibsWithTags: ['scope:decider', 'scope:event-store'] },
  {
    sourceTag: 'scope:service-host',
    onlyDependOnLibsWithTags: ['scope:decider', 'scope:event-store', 'scope:messaging', 'type:contracts'],
  },
  { sourceTag: 'scope:test-kit', onlyDependOnLibsWithTags: ['type:lib', 'scope:local-servers'] },
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: [] },
];

const above = [
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:lib', 'type:contracts'] },
  { sourceTag: 'type:infra', onlyDependOnLibsWithTags: everything },
  { sourceTag: 'type:journeys', onlyDependOnLibsWithTags: everything },
  { sourceTag: 'type:faults', onlyDependOnLibsWithTags: [...everything, 'scope:test-kit'] },
  { sourceTag: 'type:bench', onlyDependOnLibsWithTags: everything },
];

// A spec may start servers: what test-kit and local-servers offer comes on top of what its project may import.
const forSpecs = ({ sourceTag, onlyDependOnLibsWithTags }) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...onlyDependOnLibsWithTags, 'scope:test-kit', 'scope:local-servers'],
});

// The verifier's own door to the machine that it runs on, another one in a browser.
const allow = ['#platform'];

export const sourceBoundaries = ['error', { allow, depConstraints: [...layers, ...above] }];
export const specBoundaries = ['error', { allow, depConstraints: [...layers, ...above].map(forSpecs) }];
