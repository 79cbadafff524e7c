//! What a program that nobody here wrote makes of our signatures and encrypted keys.

use std::fs;
use std::path::Path;
use std::process::Command;

use kernel::Random;

use super::*;
use crate::fixture::{Folder, keys, signing_keys};
use crate::{from_base64url, pem};

fn openssl(folder: &Path, arguments: &[&str]) -> (bool, Vec<u8>) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().unwrap();
    (output.status.success(), output.stdout)
}

fn lay_out(name: &str) -> Folder {
    let place = Folder::new(name);
    for (file, key) in [("client.pem", &keys().client), ("server.pem", &keys().server)] {
        fs::write(place.path().join(file), pem::private_key(&key.to_pkcs8().unwrap()).unwrap()).unwrap();
    }
    place
}

#[test]
fn openssl_verifies_what_rs256_and_ps256_sign() {
    let place = lay_out("openssl-jws");
    assert!(openssl(place.path(), &["pkey", "-in", "server.pem", "-pubout", "-out", "public.pem"]).0);
    let pss: &[&str] = &["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"];
    for (algorithm, options) in [(SignatureAlgorithm::Rs256, &[][..]), (SignatureAlgorithm::Ps256, pss)] {
        let token = sign(&signing_keys().rsa, algorithm, None, b"{}").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        fs::write(place.path().join("signed"), signed).unwrap();
        fs::write(place.path().join("signature"), from_base64url(signature).unwrap()).unwrap();
        let fixed = ["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature"];
        let (accepted, said) = openssl(place.path(), &[&fixed[..], options, &["signed"]].concat());
        assert!(accepted && said == b"Verified OK\n", "{}", algorithm.name());
    }
}

#[test]
fn openssl_decrypts_the_key_that_rsa_oaep_encrypts() {
    let place = lay_out("openssl-jwe");
    for (algorithm, digest) in [(KeyAlgorithm::RsaOaep, "sha1"), (KeyAlgorithm::RsaOaep256, "sha256")] {
        let key = Jwk::of_rsa(&keys().client, KeyUse::Encryption, algorithm.name());
        let random = Random::seeded(9);
        let token = encrypt(b"x", Recipient { key: &key, algorithm }, None, &random).unwrap();
        let encrypted = from_base64url(token.split('.').nth(1).unwrap()).unwrap();
        fs::write(place.path().join("encrypted"), encrypted).unwrap();
        let (hash, mask) = (format!("rsa_oaep_md:{digest}"), format!("rsa_mgf1_md:{digest}"));
        let fixed = ["pkeyutl", "-decrypt", "-inkey", "client.pem", "-in", "encrypted"];
        let options = ["-pkeyopt", "rsa_padding_mode:oaep", "-pkeyopt", &hash, "-pkeyopt", &mask];
        let (done, content_key) = openssl(place.path(), &[&fixed[..], &options[..]].concat());
        assert!(done && content_key == Random::seeded(9).bytes::<32>(), "{}", algorithm.name());
    }
}
