//! How values travel to and from PostgreSQL.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::Value;

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, kind) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Int(number), &Type::INT8) => return number.to_sql(kind, out),
            (Value::Int(number), &Type::INT4) => return i32::try_from(*number)?.to_sql(kind, out),
            (Value::Int(number), &Type::INT2) => return i16::try_from(*number)?.to_sql(kind, out),
            (Value::Int(number), &Type::BOOL) => return (*number != 0).to_sql(kind, out),
            (Value::Bool(truth), &Type::BOOL) => return truth.to_sql(kind, out),
            (Value::Int(number), &Type::FLOAT8) => {
                return f64::from(i32::try_from(*number)?).to_sql(kind, out);
            }
            (Value::Bool(truth), &Type::INT8) => return i64::from(*truth).to_sql(kind, out),
            (Value::Real(number), &Type::FLOAT8) => return number.to_sql(kind, out),
            (Value::Text(text), &Type::JSONB) => {
                out.put_u8(1);
                out.put_slice(text.as_bytes());
            }
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::UNKNOWN | &Type::NAME) => {
                return text.to_sql(kind, out);
            }
            (Value::Bytes(bytes), &Type::BYTEA) => return bytes.to_sql(kind, out),
            (Value::Texts(list), &Type::TEXT_ARRAY) => return list.to_sql(kind, out),
            _ => return Err(format!("a value does not fit a column of type {kind}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::Bool(bool::from_sql(kind, raw)?),
            Type::FLOAT8 => Value::Real(f64::from_sql(kind, raw)?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::JSONB => Value::Text(String::from_utf8(raw.get(1..).unwrap_or_default().to_vec())?),
            Type::TEXT | Type::VARCHAR | Type::NAME => Value::Text(String::from_utf8(raw.to_vec())?),
            _ => return Err(format!("a column of type {kind} is outside the portable subset").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
