mod colours;
mod drawn;
mod made;
mod properties;
