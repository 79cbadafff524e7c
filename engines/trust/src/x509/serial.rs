use std::fmt;
use std::str::FromStr;

use kernel::Random;

use super::X509Error;

/// The serial number of a certificate: 20 random octets that read as a positive number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Serial([u8; 20]);

impl Serial {
    /// Draws a serial number: 158 random bits. The two highest bits are 01, so that the number is positive and always
    /// takes 20 octets.
    #[must_use]
    pub fn random(random: &Random) -> Self {
        let mut bytes = random.bytes::<20>();
        bytes[0] = bytes[0] & 0x7f | 0x40;
        Self(bytes)
    }

    /// The octets, most significant first.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// Forty lower case hexadecimal digits, as [`super::ClientIdentity::serial_hex`] gives them.
    #[must_use]
    pub fn hex(&self) -> String {
        crate::hex(&self.0)
    }
}

impl FromStr for Serial {
    type Err = X509Error;
    fn from_str(text: &str) -> Result<Self, X509Error> {
        let bytes = crate::from_hex(text).ok_or(X509Error::Serial)?;
        let bytes: [u8; 20] = bytes.try_into().map_err(|_| X509Error::Serial)?;
        if (1..=0x7f).contains(&bytes[0]) { Ok(Self(bytes)) } else { Err(X509Error::Serial) }
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.hex())
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Serial({})", self.hex())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_serial_is_positive_takes_twenty_octets_and_reads_back(seed in any::<u64>()) {
            let serial = Serial::random(&Random::seeded(seed));
            prop_assert!((0x40..=0x7f).contains(&serial.as_bytes()[0]));
            prop_assert_eq!(serial.hex().parse::<Serial>(), Ok(serial));
        }

        #[test]
        fn no_text_makes_a_serial_panic(text in "\\PC{0,44}") {
            let _ = text.parse::<Serial>();
        }
    }

    #[test]
    fn a_negative_or_short_serial_is_refused() {
        assert_eq!("ff".repeat(20).parse::<Serial>(), Err(X509Error::Serial));
        assert_eq!("00".repeat(20).parse::<Serial>(), Err(X509Error::Serial));
        assert_eq!("01".repeat(19).parse::<Serial>(), Err(X509Error::Serial));
    }
}
