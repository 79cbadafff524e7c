//! Proof that who redeems an authorisation code is who asked for it (RFC 7636), method `S256` only.

use kernel::Random;

use crate::{base64url, seal, sha256};

/// Draws a verifier: 32 random bytes in 43 characters.
#[must_use]
pub fn verifier(random: &Random) -> String {
    base64url(&random.bytes::<32>())
}

/// The challenge of a verifier: the base64url of its SHA-256.
#[must_use]
pub fn challenge(verifier: &str) -> String {
    base64url(&sha256(verifier.as_bytes()))
}

/// Whether a text has the form of an `S256` challenge: 43 characters of base64url.
#[must_use]
pub fn is_challenge(text: &str) -> bool {
    crate::from_base64url(text).is_some_and(|bytes| bytes.len() == 32)
}

/// Whether the verifier has the prescribed form (43 to 128 letters, digits and `-._~`) and belongs to the challenge.
#[must_use]
pub fn verify(verifier: &str, wanted: &str) -> bool {
    let right_form = (43..=128).contains(&verifier.len())
        && verifier
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~'));
    right_form && seal::equal(challenge(verifier).as_bytes(), wanted.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_drawn_verifier_fits_its_own_challenge_only(one in any::<u64>(), other in any::<u64>()) {
            let (first, second) = (verifier(&Random::seeded(one)), verifier(&Random::seeded(other)));
            prop_assert!(is_challenge(&challenge(&first)));
            prop_assert!(verify(&first, &challenge(&first)));
            prop_assert_eq!(verify(&first, &challenge(&second)), one == other);
        }

        #[test]
        fn no_text_makes_the_check_panic(verifier in "\\PC{0,60}", challenge in "\\PC{0,60}") {
            let _ = verify(&verifier, &challenge);
            let _ = is_challenge(&challenge);
        }
    }

    #[test]
    fn the_example_of_rfc_7636_fits_and_a_short_verifier_does_not() {
        let example = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(example), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(verify(example, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert!(!verify("short", &challenge("short")));
        assert!(!is_challenge("short"));
    }
}
