//! The first start: organisations with their connections and certificates, and the country, once.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use country::{CountrySpec, OrganisationKind};
use kernel::{Act, Day, Moment, Oin, Problem};
use party::{Connection, Organisation};
use pkioverheid::authority::{Issued, Pki, file_name};
use serde::{Deserialize, Serialize};
use trust::x509::Profile;
use web::{Facility, House, Seeding};

use crate::summary;

/// Purposes under which facilities and the example organisations call.
const MUNICIPAL: &str = "uitvoering gemeentelijke taken";
const LETTERS: &str = "verzenden van berichten aan burgers";
const PENSION: &str = "uitvoering volksverzekeringen";

/// What an organisation that is no municipality may ask of the BRP: number, names, birth, sex, address and their derived forms.
const NAMES_AND_ADDRESS: &[&str] = &[
    "10120", "10210", "10220", "10230", "10240", "10310", "10320", "10330", "10410", "16110", "60810",
    "80910", "81010", "81030", "81110", "81115", "81120", "81130", "81140", "81150", "81160", "81170",
    "81180", "81190", "81210", "81310", "81320", "81330", "81340", "81350", "PANM01", "PANM02", "PANM03",
    "PANM04", "PANM05", "PANM06", "PAGL01", "PAVP01", "PAVP02", "PAVP03", "PAVP04", "PAAD01", "PAAD02",
];

/// What the country of this installation was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Seed.
    pub seed: u64,
    /// People.
    pub people: u32,
    /// Day, `yyyymmdd`.
    pub today: i64,
}

impl Made {
    /// As the country wants it.
    pub fn spec(self) -> CountrySpec {
        let today = Day::from_number(self.today).unwrap_or_else(|| Moment::from_micros(0).day());
        CountrySpec { seed: self.seed, people: self.people as usize, today }
    }
}

/// Whether an earlier first start was broken off; what it left in the data folder is of no use to anybody and is removed.
pub fn clean_up(data: &Path, on_file: bool) -> Result<(), String> {
    let mark = unfinished(data);
    if !mark.exists() {
        return Ok(());
    }
    if !on_file {
        return Err("the first start on this database was broken off; empty the database and the data folder, and start again".into());
    }
    for name in ["main.db", "main.db-wal", "main.db-shm"] {
        let _ = std::fs::remove_file(data.join(name));
    }
    let _ = std::fs::remove_dir_all(data.join("blobs"));
    let _ = std::fs::remove_dir_all(data.join("keys/certificates"));
    std::fs::remove_file(mark).map_err(|error| error.to_string())
}

/// Stands in the data folder for as long as the first start is not done.
pub fn unfinished(data: &Path) -> PathBuf {
    data.join("first-start.unfinished")
}

/// Fills an empty house.
pub async fn fill(house: &Arc<House>, pki: &Pki, made: Made, hosts: Vec<String>) -> Result<(), Problem> {
    let act = house.system_act("stelsel");
    let organisations = country::organisations().into_iter().map(organisation).collect::<Vec<_>>();
    house.parties.add_organisations(&act, organisations).await?;
    let chosen = examples(house, made.spec());
    connect(house, &act, &chosen).await?;
    // Keys take processor time and the country takes the store's time: side by side they take the longer of the two.
    let keys = certificates(house, pki, &act, &chosen, hosts);
    let (issued, seeded) = futures_util::future::join(keys, seed(house, made)).await;
    issued.and(seeded)?;
    let value = serde_json::to_value(made).map_err(|_| Problem::internal("country"))?;
    web::state::write(&house.store, "country", value).await
}

/// Fills every facility from the same country.
async fn seed(house: &Arc<House>, made: Made) -> Result<(), Problem> {
    let bar = summary::bar("people", Some(u64::from(made.people)));
    for facility in order(house.facilities) {
        let told = bar.clone();
        let seeding = Seeding {
            seed: made.seed,
            people: made.people as usize,
            today: made.spec().today,
            progress: Arc::new(move |done| told.set_position(done)),
        };
        bar.set_message(facility.slug);
        (facility.seed)(Arc::clone(house), seeding).await?;
    }
    bar.finish_and_clear();
    Ok(())
}

/// The BRP first: others are filled from the same people.
fn order(facilities: &'static [&'static Facility]) -> Vec<&'static Facility> {
    let mut ordered = facilities.to_vec();
    ordered.sort_by_key(|facility| facility.slug != "brp");
    ordered
}

fn organisation(one: country::Organisation) -> Organisation {
    let kind = match one.kind {
        OrganisationKind::Gemeente => "gemeente",
        OrganisationKind::Waterschap => "waterschap",
        OrganisationKind::Provincie => "provincie",
        OrganisationKind::Landelijk => "landelijk",
    };
    Organisation {
        oin: one.oin,
        name: one.name,
        kind: kind.to_owned(),
        gemeente_code: one.gemeente_code.map(str::to_owned),
        kvk: None,
    }
}

/// The three organisations of the walk: the municipality of the people to log in as, and two national ones.
pub fn examples(house: &House, spec: CountrySpec) -> Vec<Arc<Organisation>> {
    let home = country::demo_people(spec).first().map(|one| one.person.verblijfplaats.adres.gemeente);
    let all = house.parties.organisations();
    let municipality =
        all.iter().find(|one| one.gemeente_code.is_some() && one.gemeente_code.as_deref() == home);
    let named = |name: &str| all.iter().find(|one| one.name == name);
    [municipality, named("Sociale Verzekeringsbank"), named("Uitvoeringsinstituut Werknemersverzekeringen")]
        .into_iter()
        .flatten()
        .cloned()
        .collect()
}

fn connection(
    oin: &Oin,
    facility: &str,
    purpose: &str,
    basis: &str,
    attributes: &[&str],
    at: Moment,
) -> Connection {
    Connection {
        id: String::new(),
        oin: oin.clone(),
        facility: facility.to_owned(),
        purpose: purpose.to_owned(),
        legal_basis: basis.to_owned(),
        attributes: attributes.iter().map(|one| (*one).to_owned()).collect(),
        active_from: at,
        active_until: Connection::OPEN,
    }
}

async fn connect(house: &House, act: &Act, chosen: &[Arc<Organisation>]) -> Result<(), Problem> {
    let at = act.at;
    let mut wanted = Vec::new();
    for one in chosen {
        match &one.gemeente_code {
            Some(code) => {
                let attribute = format!("gemeenteCode:{code}");
                wanted.push(connection(
                    &one.oin,
                    "brp",
                    MUNICIPAL,
                    "Wet BRP, artikel 3.2",
                    &[&attribute],
                    at,
                ));
            }
            None => wanted.push(connection(
                &one.oin,
                "brp",
                PENSION,
                "Wet BRP, artikel 3.2",
                NAMES_AND_ADDRESS,
                at,
            )),
        }
        wanted.push(connection(&one.oin, "mijnoverheid", LETTERS, "Wet digitale overheid", &[], at));
    }
    if house.facility(mijnoverheid::SLUG).is_some() {
        wanted.push(mijnoverheid::brp::connection(at)?);
    }
    for one in wanted.into_iter().filter(|one| house.facility(&one.facility).is_some()) {
        let indicator = pkioverheid::indicator_of(house, &one.facility);
        house.parties.connect(act, one, indicator).await?;
    }
    Ok(())
}

async fn certificates(
    house: &House,
    pki: &Pki,
    act: &Act,
    chosen: &[Arc<Organisation>],
    hosts: Vec<String>,
) -> Result<(), Problem> {
    if pki.read("server")?.is_none() {
        let runner = runner(house)?;
        pki.issue(house, act, Profile::TlsServer, &runner, "server", hosts).await?;
    }
    for one in chosen {
        pki.issue(house, act, Profile::LegalPersonAuthentication, one, &file_name(&one.oin, 0), Vec::new())
            .await?;
    }
    Ok(())
}

/// The organisation in whose name the servers stand.
pub fn runner(house: &House) -> Result<Arc<Organisation>, Problem> {
    let all = house.parties.organisations();
    all.into_iter()
        .find(|one| one.name == "Logius")
        .ok_or_else(|| Problem::internal("Logius is not registered"))
}

/// The certificate under which a facility calls facilities on other nodes, issued when it is first needed.
pub async fn facility_certificate(house: &House, pki: &Pki, oin: &Oin) -> Result<Issued, Problem> {
    let file = format!("facility-{oin}");
    if let Some(issued) = pki.read(&file)? {
        return Ok(issued);
    }
    let organisation = house
        .parties
        .organisation(oin)
        .ok_or_else(|| Problem::internal("a facility's organisation is unknown"))?;
    let act = house.system_act("pkioverheid");
    pki.issue(house, &act, Profile::LegalPersonAuthentication, &organisation, &file, Vec::new()).await
}
