//! The country as its users see it: same in, same out; everybody's record agrees with everybody else's.

#![expect(clippy::unwrap_used, reason = "the helpers of tests may stop a test")]

use std::collections::{BTreeMap, HashMap, HashSet};

use country::{
    ANummer, BLOCK, CountrySpec, DemoRole, Geslacht, Household, HouseholdKind, PATHOLOGICAL_HOUSEHOLDS,
    Pathology, Person, Verwant, country, demo_people, municipalities, tables,
};
use kernel::{Day, PartialDate};
use proptest::prelude::*;

fn spec(seed: u64, people: usize) -> CountrySpec {
    CountrySpec { seed, people, today: Day::new(2019, 12, 31).unwrap() }
}

fn all(spec: CountrySpec) -> Vec<Household> {
    country(spec).collect()
}

fn people(households: &[Household]) -> Vec<&Person> {
    households.iter().flat_map(|household| &household.members).collect()
}

/// A fingerprint (FNV-1a, 64 bits) of everything that is known of everybody.
fn digest(households: &[Household]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |text: &str| {
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for household in households {
        add(&format!("{:?}{:?}", household.kind, household.address));
        for person in &household.members {
            add(&format!("{person:?}{}{}", person.burgerservicenummer, person.a_nummer));
        }
    }
    format!("{hash:016x}")
}

#[test]
fn the_country_of_seed_one_is_known_by_its_fingerprint() {
    // A change here changes every country there is: make it on purpose, and say so in the release notes.
    assert_eq!(digest(&all(spec(1, 1_700))), "fcf251fc556b216d");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_specification_gives_the_same_bytes(seed in any::<u64>(), number in 0usize..900) {
        prop_assert_eq!(digest(&all(spec(seed, number))), digest(&all(spec(seed, number))));
        prop_assert_eq!(all(spec(seed, number)), all(spec(seed, number)));
    }

    #[test]
    fn there_are_exactly_as_many_living_people_as_asked(seed in any::<u64>(), number in 0usize..900) {
        let households = all(spec(seed, number));
        prop_assert_eq!(people(&households).iter().filter(|person| person.is_alive()).count(), number);
        let ordinals: Vec<u64> = people(&households).iter().map(|person| person.ordinal).collect();
        prop_assert_eq!(&ordinals, &(0..ordinals.len() as u64).collect::<Vec<_>>());
    }

    #[test]
    fn a_larger_country_begins_with_the_same_people(seed in any::<u64>(), extra in 0usize..900) {
        let (small, large) = (all(spec(seed, 1_400)), all(spec(seed, 1_400 + extra)));
        let full = small.len() / BLOCK * BLOCK;
        let same = if extra == 0 { small.len() } else { full };
        prop_assert!(full >= BLOCK);
        prop_assert_eq!(&small[..same], &large[..same]);
    }

    #[test]
    fn every_record_holds_in_any_country_on_any_day(seed in any::<u64>(), number in 1usize..700, days in 0i64..3_500) {
        let today = Day::new(2019, 1, 1).unwrap().plus_days(days);
        let households = all(CountrySpec { seed, people: number, today });
        for household in &households {
            for person in &household.members {
                check_person(person, household, PartialDate::of_day(today));
            }
        }
        check_kin(&households);
    }
}

fn known_place(plaats: &str, land: &str, datum: PartialDate) {
    let entry = tables::land(land).unwrap();
    assert!(datum == PartialDate::UNKNOWN || datum < entry.datum_einde, "country {land} on {datum}");
    if land == "6030" {
        let gemeente = tables::gemeente(plaats).unwrap();
        assert!(datum.day().is_none_or(|day| gemeente.geldig_op(day)), "{plaats} on {datum}");
    } else {
        assert!(plaats.chars().count() > 1 && plaats.parse::<u32>().is_err());
    }
}

fn check_person(person: &Person, household: &Household, today: PartialDate) {
    let birth = person.geboorte.datum;
    assert!(birth <= today, "born {birth} after {today}");
    assert!(ANummer::is_valid(person.a_nummer.as_str()));
    known_place(person.geboorte.plaats, person.geboorte.land, birth);
    assert!(!person.naam.geslachtsnaam.is_empty());
    assert_eq!(person.ouders.iter().map(|ouder| ouder.nummer).collect::<Vec<_>>(), [1, 2]);
    for ouder in &person.ouders {
        let older = (birth.year(), ouder.verwant.geboorte.datum.year());
        assert!(
            matches!(older, (None, _) | (_, None)) || older.0.unwrap() - older.1.unwrap() >= 16,
            "{older:?}"
        );
        known_place(ouder.verwant.geboorte.plaats, ouder.verwant.geboorte.land, ouder.verwant.geboorte.datum);
    }
    assert!(!person.nationaliteiten.is_empty());
    for nationaliteit in &person.nationaliteiten {
        assert!(tables::nationaliteit(nationaliteit.code).is_some());
        assert!(nationaliteit.datum_ingang >= birth && nationaliteit.datum_ingang <= today);
    }
    for partner in &person.partners {
        known_place(partner.plaats, partner.land, partner.datum);
        let of_age = partner.datum.number() - birth.number() >= 180_000;
        assert!(of_age && partner.datum <= today, "married {} born {birth}", partner.datum);
        assert!(partner.ontbinding.is_none_or(|end| end.datum > partner.datum && end.datum <= today));
    }
    if let Some(arrival) = person.immigratie {
        assert!(arrival.datum > birth && arrival.datum <= today && person.geboorte.land != "6030");
        known_place("Ergens", arrival.land, arrival.datum);
    }
    check_stays(person, household, today);
}

fn check_stays(person: &Person, household: &Household, today: PartialDate) {
    let stay = &person.verblijfplaats;
    assert_eq!(stay.adres, household.address);
    assert_eq!(stay.gemeente_van_inschrijving, household.address.gemeente);
    assert_eq!(stay.datum_einde, PartialDate::OPEN);
    assert!(stay.datum_aanvang_adreshouding <= stay.datum_inschrijving && stay.datum_inschrijving <= today);
    let end = person.overlijden.map_or(today, |death| death.datum);
    assert!(stay.datum_aanvang_adreshouding <= end);
    let mut next = stay.datum_aanvang_adreshouding;
    assert!(person.eerdere_verblijfplaatsen.len() <= 3);
    for earlier in &person.eerdere_verblijfplaatsen {
        assert_eq!(earlier.datum_einde, next);
        assert!(earlier.datum_aanvang_adreshouding < next && earlier.datum_inschrijving < next);
        assert!(tables::gemeente(earlier.gemeente_van_inschrijving).is_some());
        next = earlier.datum_aanvang_adreshouding;
    }
    // With an incomplete birth date only the arithmetic behind it is exact.
    assert!(next >= person.datum_eerste_inschrijving || person.geboorte.datum.day().is_none());
}

/// What a relative's record says, compared with the relative themselves.
fn check_relative<'a>(by_bsn: &HashMap<&str, &'a Person>, relative: &Verwant) -> Option<&'a Person> {
    let bsn = relative.burgerservicenummer.as_ref()?;
    let person = by_bsn[bsn.as_str()];
    assert_eq!(&person.as_verwant(), relative);
    Some(person)
}

fn check_kin(households: &[Household]) {
    let everybody = people(households);
    let by_bsn: HashMap<&str, &Person> =
        everybody.iter().map(|person| (person.burgerservicenummer.as_str(), *person)).collect();
    for person in &everybody {
        for parent in person.ouders.iter().filter_map(|ouder| check_relative(&by_bsn, &ouder.verwant)) {
            assert!(parent.kinderen.contains(&person.as_verwant()));
        }
        for child in &person.kinderen {
            let child = check_relative(&by_bsn, child).unwrap();
            assert!(child.ouders.iter().any(|ouder| ouder.verwant == person.as_verwant()));
        }
        for partner in &person.partners {
            if let Some(other) = check_relative(&by_bsn, &partner.verwant) {
                let mirrored = &other.partners[0];
                assert_eq!(mirrored.verwant, person.as_verwant());
                assert_eq!((mirrored.datum, mirrored.soort), (partner.datum, partner.soort));
                assert_eq!(mirrored.ontbinding, partner.ontbinding);
            }
        }
    }
}

#[test]
fn no_bsn_a_nummer_or_address_comes_twice() {
    let households = all(spec(7, 60_000));
    let everybody = people(&households);
    let bsns: HashSet<&str> = everybody.iter().map(|person| person.burgerservicenummer.as_str()).collect();
    let numbers: HashSet<&str> = everybody.iter().map(|person| person.a_nummer.as_str()).collect();
    let homes: HashSet<&str> =
        households.iter().map(|one| one.address.adresseerbaar_object.as_str()).collect();
    assert_eq!(
        (bsns.len(), numbers.len(), homes.len()),
        (everybody.len(), everybody.len(), households.len())
    );
}

#[test]
fn municipalities_keep_their_share_at_a_small_scale() {
    let households = all(spec(3, 17_283));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for household in &households {
        let alive = household.members.iter().filter(|person| person.is_alive()).count();
        *counts.entry(household.address.gemeente).or_default() += alive;
    }
    let total: u32 = municipalities().iter().map(|one| one.weight).sum();
    for one in municipalities() {
        let ours = counts.get(one.code).copied().unwrap_or(0) as f64;
        let wanted = f64::from(one.weight) * 17_283.0 / f64::from(total);
        assert!(
            (ours - wanted).abs() <= (wanted * 0.01).max(7.0),
            "{}: {ours} instead of {wanted}",
            one.name
        );
    }
    let share = |province: &str| -> (f64, f64) {
        let inside = || municipalities().iter().filter(|one| one.province == province);
        let real: u32 = inside().map(|one| one.weight).sum();
        let ours: usize = inside().map(|one| counts.get(one.code).copied().unwrap_or(0)).sum();
        (f64::from(real) / f64::from(total), ours as f64 / 17_283.0)
    };
    for province in country::PROVINCES {
        let (real, ours) = share(province);
        assert!((real - ours).abs() < 0.002, "{province}: {ours:.4} instead of {real:.4}");
    }
}

#[test]
fn ages_are_those_of_the_netherlands_within_a_few_percent() {
    let households = all(spec(5, 100_000));
    let today = spec(5, 0).today;
    let mut bands = [0usize; 5];
    let mut women = 0;
    for person in people(&households).into_iter().filter(|person| person.is_alive()) {
        let Some(birth) = person.geboorte.datum.day() else { continue };
        let band = match today.years_since(birth) {
            ..20 => 0,
            20..40 => 1,
            40..65 => 2,
            65..80 => 3,
            _ => 4,
        };
        bands[band] += 1;
        women += usize::from(person.geslacht == Geslacht::Vrouw);
    }
    let permille = bands.map(|count| count / 100);
    // Roughly 219, 252, 337, 146 and 46 in a thousand in 2019.
    for (ours, real) in permille.into_iter().zip([219, 252, 337, 146, 46]) {
        assert!(ours.abs_diff(real) <= 25, "{permille:?}");
    }
    assert!((48_500..52_500).contains(&women), "{women} women");
}

#[test]
fn households_have_the_right_kinds() {
    let households = all(spec(9, 40_000));
    let single = households.iter().filter(|one| one.kind == HouseholdKind::Single).count();
    let permille = single * 1_000 / households.len();
    assert!((380..=390).contains(&permille), "{permille} in a thousand live alone");
    for household in &households {
        let alive = household.members.iter().filter(|person| person.is_alive()).count();
        let right = match household.kind {
            HouseholdKind::Single => alive == 1,
            HouseholdKind::Couple => alive == 2,
            HouseholdKind::Family => alive >= 3,
            HouseholdKind::OneParent => alive >= 2,
        };
        // Only the very last household may be cut short to end on the number asked for.
        assert!(right || household.ordinal + 1 == households.len() as u64);
    }
}

#[test]
fn the_odd_people_are_where_they_are_said_to_be() {
    let households = all(spec(1, 1_700));
    for (ordinal, pathology) in PATHOLOGICAL_HOUSEHOLDS {
        let household = &households[usize::try_from(ordinal).unwrap()];
        let person = &household.members[0];
        assert_eq!((household.ordinal, household.members.len()), (ordinal, 1));
        let date = person.geboorte.datum;
        match pathology {
            Pathology::SingleLetterSurname => assert_eq!(person.naam.geslachtsnaam, "Q"),
            Pathology::LongName => assert_eq!(person.naam.geslachtsnaam.chars().count(), 200),
            Pathology::UnknownSurname => assert_eq!(person.naam.geslachtsnaam, "."),
            Pathology::BirthYearOnly => assert!(date.year().is_some() && date.month().is_none()),
            Pathology::BirthMonthOnly => assert!(date.month().is_some() && date.day().is_none()),
            Pathology::BirthUnknown => assert_eq!(date, PartialDate::UNKNOWN),
            Pathology::UnknownSex => assert_eq!(person.geslacht, Geslacht::Onbekend),
            Pathology::SingleLetterGivenNames => assert_eq!(person.naam.voornamen.as_deref(), Some("J P")),
            Pathology::Diacritics => assert!(person.naam.geslachtsnaam.contains('Ç')),
        }
    }
}

#[test]
fn three_people_are_ready_to_show_the_house() {
    for seed in 0..20 {
        let people = demo_people(spec(seed, 1_700));
        let roles: Vec<DemoRole> = people.iter().map(|demo| demo.role).collect();
        assert_eq!(roles, [DemoRole::PartnerAndChildren, DemoRole::Single, DemoRole::SeventyOrOlder]);
        let (parent, single) = (&people[0].person, &people[1].person);
        assert!(parent.kinderen.len() > 1 && parent.partners.len() == 1);
        assert!(single.partners.is_empty());
        assert!(people.iter().all(|demo| demo.person.is_alive() && demo.person.geheimhouding == 0));
    }
}

#[test]
fn grown_up_children_are_found_in_other_households() {
    let households = all(spec(2, 20_000));
    let linked = households
        .iter()
        .flat_map(|household| household.members.first())
        .filter(|head| head.ouders[0].verwant.burgerservicenummer.is_some())
        .count();
    let permille = linked * 1_000 / households.len();
    assert!((150..500).contains(&permille), "{permille} in a thousand heads have parents on record");
}

#[test]
fn records_are_as_varied_as_real_ones() {
    let households = all(spec(4, 30_000));
    let everybody = people(&households);
    let share = |fits: &dyn Fn(&Person) -> bool| {
        everybody.iter().filter(|person| fits(person)).count() * 1_000 / everybody.len()
    };
    for stays in 0..=3 {
        let permille = share(&|person| person.eerdere_verblijfplaatsen.len() == stays);
        assert!((60..600).contains(&permille), "{permille} in a thousand have {stays} earlier addresses");
    }
    let born_abroad = share(&|person| person.geboorte.land != "6030");
    assert!((40..140).contains(&born_abroad), "{born_abroad} in a thousand born abroad");
    let dutch = share(&|person| person.nationaliteiten.iter().any(|one| one.code == "0001"));
    assert!((920..980).contains(&dutch), "{dutch} in a thousand Dutch");
    let secret = share(&|person| person.geheimhouding > 0);
    assert!((20..40).contains(&secret), "{secret} in a thousand secret");
    let dead = share(&|person| !person.is_alive());
    assert!((1..10).contains(&dead), "{dead} in a thousand recently dead");
    for usage in ["E", "P", "V", "N"] {
        assert!(everybody.iter().any(|person| person.naamgebruik.code() == usage));
    }
    let noble = everybody.iter().filter(|person| person.naam.adellijke_titel_predicaat.is_some()).count();
    assert!((5..60).contains(&noble), "{noble} of 30,000 noble");
    let prefixed = share(&|person| person.naam.voorvoegsel.is_some());
    assert!((180..450).contains(&prefixed), "{prefixed} in a thousand with a prefix");
}
