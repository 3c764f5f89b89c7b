//! What is particular to PostgreSQL: whom its server has to prove to be, and pools in between.

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::{DatabaseConnection, DbErr};
use std::net::IpAddr;

use super::error::OpenError;

/// Whether nothing but TLS whose certificate was checked is good enough: the server is on another machine, and
/// nobody said otherwise. What PostgreSQL's own programs do, TLS if the server says that it can, protects from
/// nobody who can answer in its place.
pub(super) fn is_secured(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let here = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback());
    let left_open = matches!(options.get_ssl_mode(), PgSslMode::Prefer | PgSslMode::Allow);
    !here && left_open
}

pub(super) fn secured(options: PgConnectOptions) -> PgConnectOptions {
    match is_secured(&options) {
        true => options.ssl_mode(PgSslMode::VerifyFull),
        false => options,
    }
}

/// Looks whether two connections are two to the server too. Statements are prepared on one and used there again; a
/// pool in between that hands out connections by the transaction mixes them up, now or on the first busy day.
pub(super) async fn keeps_connections(connection: &DatabaseConnection) -> Result<(), OpenError> {
    let pool = connection.get_postgres_connection_pool();
    let asked = async {
        let (mut one, mut other) = (pool.acquire().await?, pool.acquire().await?);
        for _ in 0..2 {
            for connection in [&mut one, &mut other] {
                sea_orm::sqlx::query("SELECT 1")
                    .execute(&mut **connection)
                    .await?;
            }
        }
        Ok::<_, sea_orm::sqlx::Error>(())
    };
    asked.await.map_err(|error| {
        let code = error.as_database_error().and_then(DatabaseError::code);
        // Prepared already, or not prepared (https://www.postgresql.org/docs/current/errcodes-appendix.html).
        match code.as_deref() {
            Some("42P05" | "26000") => OpenError::Pool,
            _ => OpenError::Connect(DbErr::Custom(error.to_string())),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_proves_who_it_is_unless_somebody_says_otherwise() {
        for (url, mode) in [
            (
                "postgres://latchkey:hush@db.example.test/latchkey",
                PgSslMode::VerifyFull,
            ),
            (
                "postgres://db/latchkey?sslmode=prefer",
                PgSslMode::VerifyFull,
            ),
            (
                "postgres://192.0.2.1:5432/latchkey?sslmode=allow",
                PgSslMode::VerifyFull,
            ),
            (
                "postgres://localhost.example.test/latchkey",
                PgSslMode::VerifyFull,
            ),
            ("postgres://db/latchkey?sslmode=disable", PgSslMode::Disable),
            ("postgres://db/latchkey?sslmode=require", PgSslMode::Require),
            (
                "postgres://latchkey@%2Frun%2Fpostgresql/latchkey",
                PgSslMode::Prefer,
            ),
            (
                "postgres:///latchkey?host=/run/postgresql",
                PgSslMode::Prefer,
            ),
            ("postgres://localhost/latchkey", PgSslMode::Prefer),
            ("postgres://127.0.0.2/latchkey", PgSslMode::Prefer),
            ("postgres://[::1]/latchkey", PgSslMode::Prefer),
        ] {
            let options = secured(url.parse().unwrap());
            let same =
                std::mem::discriminant(&options.get_ssl_mode()) == std::mem::discriminant(&mode);
            assert!(same, "{url}: {:?}", options.get_ssl_mode());
        }
    }
}
