import ipaddr from 'ipaddr.js';

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

const isMapped = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress();

/**
 * A network as the policy writes it: `10.0.0.0/8`, `2001:db8::/32`, or one address. Null for anything
 * else: also for IPv4 written as IPv6, and for addresses with bits beyond the prefix, which are mistakes.
 */
export const parseNetwork = (text: string): Range | null => {
  const isRange = text.includes('/');
  if (isRange ? !ipaddr.isValidCIDR(text) : !ipaddr.isValid(text)) return null;
  const address = ipaddr.parse(text.split('/')[0] ?? '');
  // `10.1` and `0x0a.0.0.1` are addresses to some, and traps to all.
  if (address.kind() === 'ipv4' && !ipaddr.IPv4.isValidFourPartDecimal(text.split('/')[0] ?? ''))
    return null;
  if (isMapped(address)) return null;
  if (!isRange) return [address, address.kind() === 'ipv4' ? 32 : 128];
  const first =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(text)
      : ipaddr.IPv6.networkAddressFromCIDR(text);
  return first.toNormalizedString() === address.toNormalizedString()
    ? ipaddr.parseCIDR(text)
    : null;
};

/**
 * Whether an address is in one of the networks. IPv4 that comes as IPv6 (`::ffff:10.0.0.1`, as a socket
 * that listens on both tells it) counts as IPv4; what is no address is in none.
 */
export const isWithin = (networks: readonly Range[], address: string | null): boolean => {
  if (address === null || !ipaddr.isValid(address)) return false;
  const one = ipaddr.process(address);
  return networks.some(
    ([network, bits]) => network.kind() === one.kind() && one.match(network, bits)
  );
};
