//! Notices by e-mail, to the SMTP server that the operator names. Without one they are not sent, and nobody pretends they were.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kernel::{Clock, Moment, Problem};
use lettre::message::header::ContentType;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use crate::{Handler, Retry, Topic};

/// The queue's topic for e-mail.
pub const MAIL_TOPIC: &str = "mail";

/// One notice: plain text, without any content of what it announces and without a link to log in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// To whom.
    pub to: String,
    /// Subject line.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// Sends notices to one SMTP server.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Address,
    clock: Clock,
}

impl Mailer {
    /// A mailer for `host:port`, without encryption: meant for a relay on the same machine or network.
    ///
    /// # Errors
    /// When the address of the server or of the sender is not one.
    pub fn new(server: &str, from: &str, clock: Clock) -> Result<Self, String> {
        let (host, port) = server.rsplit_once(':').ok_or("the mail server must be HOST:PORT")?;
        let port = port.parse().map_err(|_| "the mail server's port must be a number")?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(port)
            .timeout(Some(Duration::from_secs(20)))
            .build();
        let from = from.parse().map_err(|_| "the sender is not an e-mail address")?;
        Ok(Self { transport, from, clock })
    }

    /// Sends one notice. `id` is the message's on the queue: should it have to be sent a second time, because we stopped before we could write
    /// down that the server took it, then the receiver sees by its `Message-ID` that it is the same one.
    ///
    /// # Errors
    /// 400 when the address is not one or the server refuses it for good (trying again cannot help), 503 when it does not take it now.
    pub async fn send(&self, id: &str, mail: &Mail) -> Result<(), Problem> {
        let to: Address =
            mail.to.parse().map_err(|_| Problem::bad_request("email", "Dit is geen e-mailadres."))?;
        let message = Message::builder()
            .from(self.from.clone().into())
            .to(to.into())
            .subject(mail.subject.clone())
            .date(system_time(self.clock.now()))
            .message_id(Some(format!("<{id}@{}>", self.from.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(|_| Problem::bad_request("email", "Dit bericht kan niet per e-mail."))?;
        self.transport.send(message).await.map(drop).map_err(|error| {
            // The server's own words may repeat the address: they go nowhere.
            if error.is_permanent() {
                Problem::bad_request("mailRefused", "De mailserver weigert dit bericht voorgoed.")
            } else {
                Problem::unavailable("De mailserver neemt het bericht niet aan.", 60)
            }
        })
    }

    /// The topic that sends what is put on the queue.
    #[must_use]
    pub fn topic(self) -> Topic {
        let mailer = Arc::new(self);
        let handle: Handler = Arc::new(move |message| {
            let mailer = Arc::clone(&mailer);
            Box::pin(async move {
                let mail: Mail = serde_json::from_value(message.body)
                    .map_err(|_| Problem::bad_request("mail", "Dit is geen bericht om te mailen."))?;
                mailer.send(&message.id, &mail).await
            })
        });
        Topic { name: MAIL_TOPIC, retry: Retry::WEEK, handle }
    }
}

/// A moment as the mail library wants it; before 1970 there was no mail.
fn system_time(at: Moment) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(at.micros()).unwrap_or(0))
}
