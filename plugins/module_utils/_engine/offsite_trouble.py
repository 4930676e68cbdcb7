# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an object store's refusal means, for the person who has to mend it.

Of what the store or boto3 says only codes and names of exceptions are repeated: their texts may hold parts of a request.
"""

from __future__ import annotations

import re
import typing as t
from contextlib import contextmanager

from .._deps import s3_library
from .._errors import DescopeError, InvalidInput, OffsiteFailed, OffsiteUnreachable

_MISSING = {"NoSuchKey", "404", "NotFound"}
_TAKEN = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}

_MEANINGS: tuple[tuple[set[str], str, str], ...] = (
    (
        {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"},
        "the credentials of the object store have expired",
        "Get new ones, then run again.",
    ),
    (
        {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "InvalidClientTokenId", "UnrecognizedClientException"},
        "the object store does not know these credentials",
        "Correct access_key and secret_key, or what boto3 finds in the environment, then run again.",
    ),
    (
        {"AccessDenied", "AccessDeniedException", "Forbidden", "403", "401", "AllAccessDisabled", "AccountProblem"},
        "these credentials may not do that",
        "They need s3:ListBucket on the bucket, s3:GetObject and s3:PutObject on what is in it, s3:PutObjectRetention for "
        "object_lock_mode, and the use of the KMS key. Nothing needs the right to delete.",
    ),
    ({"NoSuchBucket"}, "there is no such bucket", "Correct bucket, region and endpoint_url; the bucket must exist."),
    (
        {
            "PermanentRedirect",
            "TemporaryRedirect",
            "301",
            "307",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
        },
        "the bucket is in another region",
        "Give its region.",
    ),
    ({"RequestTimeTooSkewed"}, "the clock of this host is not that of the object store", "Correct the clock."),
    (
        {"NotImplemented", "501", "MethodNotAllowed", "405"},
        "the object store can't write only what is not there yet, or it lacks object lock or KMS",
        "Leave out object_lock_mode and kms_key_id. Without conditional writes (If-None-Match) it can't be used.",
    ),
)
_CODE = re.compile(r"[A-Za-z0-9_.]{1,60}")


def code_of(error: t.Any) -> str:
    """Return the error code of a ClientError."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    return code if _CODE.fullmatch(code) else "unknown"


def is_missing(error: t.Any) -> bool:
    """Say whether a ClientError means that there is no such object."""
    return code_of(error) in _MISSING


def is_taken(error: t.Any) -> bool:
    """Say whether a ClientError means that there is such an object already, or that somebody is writing it at this moment."""
    return code_of(error) in _TAKEN


@contextmanager
def explained(doing: str, where: str, *, locked: bool = False) -> t.Iterator[None]:
    """Turn what boto3 raises into an OffsiteFailed, or InvalidInput for options that it does not take."""
    _ignored, botocore = s3_library()
    known = botocore.exceptions
    try:
        yield
    except known.ClientError as error:
        raise _refused(f"Could not {doing} {where}", error, locked) from error
    except (known.ParamValidationError, known.InvalidRegionError, known.UnsupportedS3ConfigurationError, ValueError) as error:
        raise InvalidInput(
            f"Could not {doing} {where}: boto3 does not take these options ({type(error).__name__}).",
            hint="Nothing was copied. Correct bucket, region, profile and endpoint_url.",
        ) from error
    except known.SSLError as error:
        raise OffsiteFailed(
            f"Could not {doing} {where}: the certificate of the object store is not trusted.",
            hint="Put the certificate of its authority into a file and name that in AWS_CA_BUNDLE.",
        ) from error
    except (known.ConnectionError, known.HTTPClientError, known.IncompleteReadError, OSError) as error:
        raise OffsiteUnreachable(
            f"Could not {doing} {where}: the object store does not answer ({type(error).__name__}).",
            hint="Look at endpoint_url, region and the network, then run again.",
        ) from error
    except known.BotoCoreError as error:  # no credentials, half of them, a profile that is not there, a login that is over
        raise OffsiteFailed(
            f"Could not {doing} {where}: there are no credentials for the object store that can be used "
            f"({type(error).__name__}).",
            hint="Give access_key and secret_key or profile, or set what boto3 looks for, such as AWS_PROFILE. Then run again.",
        ) from error


def _refused(start: str, error: t.Any, locked: bool) -> DescopeError:
    code = code_of(error)
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)
    for codes, meaning, hint in _MEANINGS:
        if code in codes:
            return OffsiteFailed(f"{start}: {meaning} ({code}).", hint=hint, store_code=code)
    if status == 429 or (status >= 500 and status != 501):
        return OffsiteUnreachable(
            f"{start}: the object store can't for now ({code}, status {status}).", hint="Run again later.", store_code=code
        )
    hint = "Was the bucket made with Object Lock? object_lock_mode needs that." if locked else "Look the code up in its manual."
    return OffsiteFailed(f"{start}: the object store refused it ({code}, status {status}).", hint=hint, store_code=code)
