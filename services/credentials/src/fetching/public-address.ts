import { BlockList, isIPv4, isIPv6 } from 'node:net';

type Range = readonly [network: string, prefix: number];

/** What is no host on the internet, after IANA's registry of special-purpose IPv4 addresses. */
const CLOSED_V4: readonly Range[] = [
  ['0.0.0.0', 8], // this network; Linux takes 0.0.0.0 for itself
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by customers of a provider (CGNAT); metadata at some clouds
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // looks public, and is Azure's own host beside every machine
  ['169.254.0.0', 16], // link-local; metadata at most clouds
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays, retired
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarking
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
];

const NAT64 = '64:ff9b::';

/**
 * Of IPv6 only what is handed out to hosts is open: all else (loopback, unique local, link-local, multicast, IPv4 in
 * IPv6 clothes as ::ffff:0:0/96 and ::/96) is closed without being listed.
 */
const OPEN_V6: readonly Range[] = [
  ['2000::', 3],
  [NAT64, 96],
];

const CLOSED_V6: readonly Range[] = [
  ['2001::', 23], // protocol assignments: Teredo (an IPv4 address inside), benchmarking, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: an IPv4 address inside
  ['3fff::', 20], // documentation
  // A network with IPv6 only reaches IPv4 through this prefix, so what is closed there is closed here.
  ...CLOSED_V4.map(([network, prefix]): Range => [`${NAT64}${network}`, 96 + prefix]),
];

function listOf(ranges: readonly Range[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
}

// One list each: a BlockList holds IPv4 rules against IPv6 and the other way round, so that ::ffff:0:0/96 is all of IPv4.
const closedV4 = listOf(CLOSED_V4, 'ipv4');
const openV6 = listOf(OPEN_V6, 'ipv6');
const closedV6 = listOf(CLOSED_V6, 'ipv6');

/**
 * Whether this address is a host's on the internet. What is not an address in its one plain spelling is none: a
 * BlockList answers "not listed" to what it cannot read. An address with a zone (fe80::1%eth0) is of one link only.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closedV4.check(address, 'ipv4');
  if (!isIPv6(address) || address.includes('%')) return false;
  return openV6.check(address, 'ipv6') && !closedV6.check(address, 'ipv6');
}
