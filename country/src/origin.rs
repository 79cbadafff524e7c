//! Where a household's family comes from: decides names, countries of birth and nationalities.

use crate::random::{Dice, Purpose};

/// Family background of a household. A few large groups stand for the many of the real country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Origin {
    Dutch,
    Frisian,
    Surinamese,
    Turkish,
    Moroccan,
    Antillean,
    Polish,
    German,
    Syrian,
}

/// What a group brings along.
pub(crate) struct Background {
    /// Country (table 34) in which those who came were born.
    pub(crate) country: &'static str,
    /// Places there.
    pub(crate) places: &'static [&'static str],
    /// Nationality (table 32) they came with.
    pub(crate) nationality: &'static str,
    /// Households whose adults were born there, in 100,000.
    pub(crate) born_there: u64,
    /// Of those households, how many became Dutch (or always were), in 100,000.
    pub(crate) became_dutch: u64,
    /// Whether they came with the Dutch nationality.
    pub(crate) always_dutch: bool,
    /// First year of arrival of note.
    pub(crate) since: i64,
}

const NONE: Background = Background {
    country: "6030",
    places: &[],
    nationality: "0001",
    born_there: 0,
    became_dutch: 100_000,
    always_dutch: true,
    since: 0,
};

const SURINAME: Background = Background {
    country: "5007",
    places: &["Paramaribo", "Nieuw Nickerie", "Commewijne", "Moengo", "Saramacca"],
    nationality: "0263",
    born_there: 52_000,
    became_dutch: 92_000,
    always_dutch: false,
    since: 1970,
};

const TURKEY: Background = Background {
    country: "6043",
    places: &["Ankara", "Konya", "Kayseri", "Karaman", "Yozgat", "Istanbul", "Emirdağ", "Şereflikoçhisar"],
    nationality: "0339",
    born_there: 50_000,
    became_dutch: 72_000,
    always_dutch: false,
    since: 1965,
};

const MOROCCO: Background = Background {
    country: "5022",
    places: &["Nador", "Al Hoceima", "Oujda", "Tanger", "Tétouan", "Berkane", "Casablanca", "Driouch"],
    nationality: "0131",
    born_there: 48_000,
    became_dutch: 78_000,
    always_dutch: false,
    since: 1965,
};

const ANTILLES: Background = Background {
    country: "7011",
    places: &["Willemstad", "Otrobanda", "Barber", "Soto"],
    nationality: "0001",
    born_there: 55_000,
    became_dutch: 100_000,
    always_dutch: true,
    since: 1975,
};

const POLAND: Background = Background {
    country: "7028",
    places: &["Łódź", "Kraków", "Opole", "Wrocław", "Gdańsk", "Poznań", "Katowice", "Szczecin"],
    nationality: "0072",
    born_there: 88_000,
    became_dutch: 5_000,
    always_dutch: false,
    since: 2004,
};

const GERMANY: Background = Background {
    country: "6029",
    places: &["Köln", "Düsseldorf", "Münster", "Nordhorn", "Aachen", "Duisburg", "Emden", "Bocholt"],
    nationality: "0055",
    born_there: 45_000,
    became_dutch: 55_000,
    always_dutch: false,
    since: 1955,
};

const SYRIA: Background = Background {
    country: "7009",
    places: &["Damascus", "Aleppo", "Homs", "Qamishli", "Deraa", "Hama", "Latakia"],
    nationality: "0336",
    born_there: 96_000,
    became_dutch: 30_000,
    always_dutch: false,
    since: 2012,
};

impl Origin {
    /// The background of a household in a municipality with that many inhabitants in that province.
    pub(crate) fn of(dice: Dice, weight: u32, province: &str) -> Self {
        // Households in 100,000: in the four large cities, in other cities, elsewhere.
        const SHARES: [(Origin, [u64; 3]); 7] = [
            (Origin::Surinamese, [7_800, 2_400, 600]),
            (Origin::Turkish, [5_200, 3_200, 800]),
            (Origin::Moroccan, [6_600, 2_600, 600]),
            (Origin::Antillean, [2_400, 1_300, 350]),
            (Origin::Polish, [2_200, 1_600, 1_100]),
            (Origin::German, [1_900, 2_000, 2_200]),
            (Origin::Syrian, [700, 700, 450]),
        ];
        let column = usize::from(weight < 300_000) + usize::from(weight < 70_000);
        let mut rest = dice.below(Purpose::Origin, 100_000);
        for (origin, shares) in SHARES {
            if rest < shares[column] {
                return origin;
            }
            rest -= shares[column];
        }
        if province == "Fryslân" && rest % 100 < 62 { Self::Frisian } else { Self::Dutch }
    }

    /// What the group brings along.
    pub(crate) const fn background(self) -> &'static Background {
        match self {
            Self::Dutch | Self::Frisian => &NONE,
            Self::Surinamese => &SURINAME,
            Self::Turkish => &TURKEY,
            Self::Moroccan => &MOROCCO,
            Self::Antillean => &ANTILLES,
            Self::Polish => &POLAND,
            Self::German => &GERMANY,
            Self::Syrian => &SYRIA,
        }
    }
}

impl Background {
    /// Code of the country, as it was called on that day (`yyyymmdd`).
    pub(crate) const fn country_on(&self, date: i64) -> &'static str {
        match self.country.as_bytes() {
            // The Netherlands Antilles ended on 10 October 2010; the places used here lie on Curaçao.
            b"7011" if date >= 20_101_010 => "5107",
            // The Federal Republic has its own code from 1949 on.
            b"6029" if date >= 19_490_801 => "9089",
            _ => self.country,
        }
    }
}
