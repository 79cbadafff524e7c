//! References that are secrets: the id of a row and 256 random bits. Only the hash of the secret is stored.

use kernel::{Moment, Random};

const ID_BYTES: usize = 16;
const SECRET_BYTES: usize = 32;

/// A reference to a row that only its holder can make.
pub(crate) struct Handle {
    id: [u8; ID_BYTES],
    secret: [u8; SECRET_BYTES],
}

impl Handle {
    /// A reference to a new row.
    pub(crate) fn new(random: &Random, at: Moment) -> Self {
        Self { id: random.uuid(at).into_bytes(), secret: random.bytes() }
    }

    /// Another secret for the same row.
    pub(crate) fn another(&self, random: &Random) -> Self {
        Self { id: self.id, secret: random.bytes() }
    }

    /// As it goes to its holder: 64 characters of base64url.
    pub(crate) fn text(&self) -> String {
        trust::base64url(&[self.id.as_slice(), &self.secret].concat())
    }

    /// Reads one; `None` for any other text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() != (ID_BYTES + SECRET_BYTES) / 3 * 4 {
            return None;
        }
        let bytes = trust::from_base64url(text)?;
        let (id, secret) = bytes.split_at_checked(ID_BYTES)?;
        Some(Self { id: id.try_into().ok()?, secret: secret.try_into().ok()? })
    }

    /// The key of the row.
    pub(crate) fn id(&self) -> String {
        trust::hex(&self.id)
    }

    /// What is stored of the secret.
    pub(crate) fn hash(&self) -> [u8; 32] {
        trust::sha256(&self.secret)
    }

    /// Whether the stored hash is that of this secret; takes the same time either way.
    pub(crate) fn fits(&self, stored: &[u8]) -> bool {
        trust::seal::equal(&self.hash(), stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_handle_is_read_back_and_fits_itself_only(one in any::<u64>(), other in any::<u64>()) {
            let at = Moment::from_micros(1_574_530_602_000_000);
            let (first, second) = (Handle::new(&Random::seeded(one), at), Handle::new(&Random::seeded(other), at));
            let read = Handle::parse(&first.text()).map(|read| (read.id(), read.fits(&first.hash())));
            prop_assert_eq!(read, Some((first.id(), true)));
            prop_assert_eq!(second.fits(&first.hash()), one == other);
            prop_assert_eq!(first.another(&Random::seeded(other)).id(), first.id());
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,70}") {
            prop_assert!(Handle::parse(&text).is_none_or(|handle| handle.text() == text));
        }
    }
}
