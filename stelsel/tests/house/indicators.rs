//! What is counted agrees with what is counted again.

use super::support::{Town, engines};

#[tokio::test(flavor = "multi_thread")]
async fn after_filling_the_house_every_count_agrees_with_its_recount() {
    for engine in engines() {
        let town = Town::new(&engine).await;
        for reading in town.house.live.readings().await.unwrap().iter() {
            let checked = reading.recount;
            assert_eq!(checked.counted, checked.recounted, "{}", reading.id);
        }
        assert!(town.house.live.catalogue().iter().count() >= 10);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_indicator_is_in_the_register_of_the_monitor_or_marked_as_our_own() {
    let town = Town::new(&engines()[0]).await;
    // Letters opened are counted for the journey; the report knows them only as percentages by sender group.
    let own = ["mijnoverheid.berichtenbox.geopend", "brp.gebeurtenissen", "voorbeeld.notities"];
    let register = edition::Register::built_in().unwrap();
    for indicator in town.house.live.catalogue().iter() {
        let known = register.get(indicator.id).is_some() || own.contains(&indicator.id);
        assert!(known, "{} is in no register", indicator.id);
    }
}
