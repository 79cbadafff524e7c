//! Notices by e-mail, to the SMTP server that the operator names. Without one they are not sent, and nobody pretends they were.

use std::sync::Arc;
use std::time::Duration;

use kernel::Problem;
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
}

impl Mailer {
    /// A mailer for `host:port`, without encryption: meant for a relay on the same machine or network.
    ///
    /// # Errors
    /// When the address of the server or of the sender is not one.
    pub fn new(server: &str, from: &str) -> Result<Self, String> {
        let (host, port) = server.rsplit_once(':').ok_or("the mail server must be HOST:PORT")?;
        let port = port.parse().map_err(|_| "the mail server's port must be a number")?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(port)
            .timeout(Some(Duration::from_secs(20)))
            .build();
        Ok(Self { transport, from: from.parse().map_err(|_| "the sender is not an e-mail address")? })
    }

    /// Sends one notice.
    ///
    /// # Errors
    /// 400 when the address is not one (trying again cannot help), 503 when the server does not take it now.
    pub async fn send(&self, mail: &Mail) -> Result<(), Problem> {
        let to: Address =
            mail.to.parse().map_err(|_| Problem::bad_request("email", "Dit is geen e-mailadres."))?;
        let message = Message::builder()
            .from(self.from.clone().into())
            .to(to.into())
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(|_| Problem::bad_request("email", "Dit bericht kan niet per e-mail."))?;
        self.transport
            .send(message)
            .await
            .map(drop)
            .map_err(|_| Problem::unavailable("De mailserver neemt het bericht niet aan.", 60))
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
                mailer.send(&mail).await
            })
        });
        Topic { name: MAIL_TOPIC, retry: Retry::WEEK, handle }
    }
}
