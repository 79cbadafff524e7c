//! The components of the data structure `MDO:DSD_MONITOR`.

/// Where a component belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Dimension,
    Time,
    Measure,
    /// The same for a whole dataflow.
    Dataflow,
    /// The same for a series.
    Series,
    Observation,
}

/// What its values look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Codes of a list; whether the list grows with the editions.
    Codes(&'static str, bool),
    Decimal,
    Integer,
    Text,
    Period,
}

/// A component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) id: &'static str,
    pub(crate) nl: &'static str,
    pub(crate) en: &'static str,
    pub(crate) place: Place,
    pub(crate) form: Form,
    pub(crate) mandatory: bool,
}

const fn made(
    id: &'static str,
    nl: &'static str,
    en: &'static str,
    place: Place,
    form: Form,
    mandatory: bool,
) -> Component {
    Component { id, nl, en, place, form, mandatory }
}

/// Place in a row of the components that are treated in a way of their own.
pub(crate) const TIME_PERIOD: usize = 3;
pub(crate) const OBS_VALUE: usize = 4;

/// How many dimensions there are; they come first.
pub(crate) const DIMENSIONS: usize = 4;

/// All components in the order of the data structure.
pub(crate) const COMPONENTS: [Component; 19] = [
    made("FREQ", "Frequentie", "Frequency", Place::Dimension, Form::Codes("CL_FREQ", false), true),
    made("INDICATOR", "Indicator", "Indicator", Place::Dimension, Form::Codes("CL_INDICATOR", true), true),
    made("BREAKDOWN", "Uitsplitsing", "Breakdown", Place::Dimension, Form::Codes("CL_BREAKDOWN", true), true),
    made("TIME_PERIOD", "Periode", "Time period", Place::Time, Form::Period, true),
    made("OBS_VALUE", "Waarde", "Observation value", Place::Measure, Form::Decimal, false),
    made(
        "OBS_STATUS",
        "Status",
        "Observation status",
        Place::Observation,
        Form::Codes("CL_OBS_STATUS", false),
        true,
    ),
    made(
        "CONF_STATUS",
        "Vertrouwelijkheid",
        "Confidentiality status",
        Place::Observation,
        Form::Codes("CL_CONF_STATUS", false),
        true,
    ),
    made("UNIT_MEASURE", "Eenheid", "Unit of measure", Place::Series, Form::Codes("CL_UNIT", false), true),
    made("UNIT_MULT", "Macht van tien van de eenheid", "Unit multiplier", Place::Series, Form::Integer, true),
    made("DECIMALS", "Decimalen", "Decimals", Place::Series, Form::Integer, true),
    made("OBS_COMMENT", "Opmerking", "Observation comment", Place::Observation, Form::Text, false),
    made(
        "PRE_BREAK_VALUE",
        "Waarde voor de reeksbreuk",
        "Pre-break value",
        Place::Observation,
        Form::Decimal,
        false,
    ),
    made(
        "PREV_VALUE",
        "Eerder gepubliceerde waarde",
        "Previously published value",
        Place::Observation,
        Form::Decimal,
        false,
    ),
    made(
        "REVISION_REASON",
        "Reden van de herziening",
        "Reason for the revision",
        Place::Observation,
        Form::Codes("CL_REVISION_REASON", false),
        false,
    ),
    made("EST_ERROR", "Geschatte fout", "Estimated error", Place::Observation, Form::Decimal, false),
    made("BOUND", "Soort grens", "Kind of bound", Place::Observation, Form::Codes("CL_BOUND", false), false),
    made("BOUND_VALUE", "Grens", "Bound", Place::Observation, Form::Decimal, false),
    made("BRON", "Bron", "Source", Place::Dataflow, Form::Codes("CL_BRON", false), true),
    made("SCHAAL", "Schaal", "Scale", Place::Dataflow, Form::Text, false),
];

impl Component {
    pub(crate) fn is_dimension(&self) -> bool {
        matches!(self.place, Place::Dimension | Place::Time)
    }

    pub(crate) fn is_attribute(&self) -> bool {
        !self.is_dimension() && self.place != Place::Measure
    }
}

/// The place of the component with this id.
pub(crate) fn place_of(id: &str) -> Option<usize> {
    COMPONENTS.iter().position(|component| component.id == id)
}
