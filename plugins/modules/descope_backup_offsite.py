#!/usr/bin/python
# Copyright (c) 2026, descope.mgmt contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of backups in an object store: put there, listed, verified, fetched."""

from __future__ import annotations

DOCUMENTATION = r"""
module: descope_backup_offsite
short_description: Copy the backups of a Descope project to an object store and back
description:
  - Copies published backups to a bucket of Amazon S3 or of another store that speaks S3, lists and verifies what is there, and
    fetches a backup from there into the local store, for a restore on a new host.
  - Only a backup that verifies is copied, file by file, as it is on disk. C(manifest.json) comes last, when everything else has
    been read back and compared, so that a backup is there entirely or not at all. Run it again after an interruption.
  - Nothing there is ever overwritten or deleted. The store is asked to refuse a name that it has (C(If-None-Match)). Where the
    name is taken, equal content is success and any other content is the error V(target_exists).
  - A backup that is fetched is verified in full before it appears in O(backup_dir). Names that the bucket gives are not used.
  - An encrypted backup is copied as it is. No key is needed for that, and its seal is checked when it is restored.
  - Does not talk to Descope.
version_added: 0.2.0
author:
  - descope.mgmt contributors (@descope-mgmt)
extends_documentation_fragment:
  - descope.mgmt.connection
  - descope.mgmt.store
  - descope.mgmt.attributes
requirements:
  - boto3 1.36 or newer
options:
  state:
    description:
      - V(copied) puts local backups there. V(fetched) brings backups from there into the local store.
      - V(verified) reads backups there, whole, and fails when one of them could not be restored.
      - V(listed) says which ones are there, by their names only.
    type: str
    choices: [copied, fetched, verified, listed]
    default: copied
  backup:
    description:
      - Which one, by its id, V(latest), or V(all).
      - With O(state=copied) V(all) means all local ones that are not there yet, which catches up after a failure; with
        O(state=fetched) and O(state=verified) all that are complete there. Not used with O(state=listed).
    type: str
    default: latest
  required:
    description:
      - With O(state=copied), whether the task fails when the store can't be used. Otherwise it warns, and the result says
        V(local_only). Set it where a copy must exist before something else may happen.
      - A name that is taken by another backup, and a local backup that does not verify, always fail the task.
    type: bool
    default: false
  bucket:
    description:
      - Name of a bucket that exists.
    type: str
    required: true
  prefix:
    description:
      - What the names of the objects begin with. A backup is C({prefix}/{project_id}/{id}/).
    type: str
  endpoint_url:
    description:
      - Address of a store that is not Amazon S3. Plain C(http) is accepted for addresses on this machine only.
    type: str
  region:
    description:
      - Region of the bucket.
    type: str
  profile:
    description:
      - Profile of the configuration files of AWS to use.
    type: str
  access_key:
    description:
      - Access key id. When this and O(profile) are unset, boto3 looks for credentials as always, in E(AWS_ACCESS_KEY_ID), its
        files, and the role of the host.
      - This identity needs C(s3:ListBucket), C(s3:GetObject) and C(s3:PutObject), with O(object_lock_mode) also
        C(s3:PutObjectRetention), and with O(kms_key_id) the use of that key. Do not let it delete anything.
    type: str
  secret_key:
    description:
      - Secret access key.
    type: str
  session_token:
    description:
      - Session token of temporary credentials.
    type: str
  object_lock_mode:
    description:
      - Have the store keep every object for O(object_lock_days), in this mode of S3 Object Lock. The bucket must have been made
        for it. Without this option its own default applies.
    type: str
    choices: [governance, compliance]
  object_lock_days:
    description:
      - For how many days.
    type: int
  kms_key_id:
    description:
      - Encrypt in the store with this KMS key (SSE-KMS). Without it, as the bucket says.
    type: str
notes:
  - Of the options that say how to reach Descope only O(project_id) and O(timeout) are used. The certificate authorities for the
    store are those of boto3, see E(AWS_CA_BUNDLE).
  - How long copies are kept is up to the lifecycle rules of the bucket, under another identity. Let that be longer than backups
    are kept locally, or O(backup=all) copies again what was just removed.
seealso:
  - module: descope.mgmt.descope_backup
  - module: descope.mgmt.descope_backup_info
  - module: descope.mgmt.descope_restore
"""

EXAMPLES = r"""
- name: Copy what is not there yet
  descope.mgmt.descope_backup_offsite:
    backup: all
    bucket: acme-descope-backups
    region: eu-central-1

- name: Have a copy of the newest backup before going on, kept for three months whoever asks
  descope.mgmt.descope_backup_offsite:
    bucket: acme-descope-backups
    object_lock_mode: compliance
    object_lock_days: 90
    required: true

- name: Verify the newest copy in a store of our own
  descope.mgmt.descope_backup_offsite:
    state: verified
    bucket: backups
    endpoint_url: https://minio.example.com

- name: Fetch the newest backup on a new host
  descope.mgmt.descope_backup_offsite:
    state: fetched
    bucket: acme-descope-backups
  register: fetched

- name: Restore it
  descope.mgmt.descope_restore:
    backup: "{{ fetched.backups[0].id }}"
"""

RETURN = r"""
status:
  description:
    - V(offsite) when every backup that was asked for is where it should be, V(local_only) when the store could not be used, and
      V(failed) when the task failed for another reason.
  returned: always, unless the options are wrong
  type: str
  sample: offsite
reason:
  description: Why it is V(local_only), with C(code), C(message), C(hint) and C(retryable). Empty otherwise.
  returned: always, unless the options are wrong
  type: dict
  sample: {}
location:
  description: Where the backups of this project are in the store.
  returned: always, unless the options are wrong
  type: str
  sample: s3://acme-descope-backups/P2abcdefghijklmnopqrstuvwxyz
backups:
  description: The backups that were asked for, newest first.
  returned: always, unless the options are wrong
  type: list
  elements: dict
  contains:
    id:
      description: Its id.
      type: str
    status:
      description:
        - V(copied) or V(fetched), in check mode what would be; V(present) when it was there already; V(verified); with
          O(state=listed) V(complete) or V(incomplete).
        - Or why not. V(local_only), the store can't be used; V(conflict), there is something else under its name there;
          V(not_verified), it does not verify.
      type: str
    location:
      description: Where it is in the store.
      type: str
    path:
      description: Its directory on this host, for V(fetched) and whatever was there already.
      type: str
    problem:
      description: What is wrong. Empty when nothing is.
      type: str
    bytes:
      description: The size of all its files, when it was read.
      type: int
    uploaded:
      description: The files that were, or would be, written to the store.
      type: list
      elements: str
    retained_until:
      description: Until when the store keeps all of its files, as far as it says so. Empty when it says nothing.
      type: str
  sample:
    - id: 20261122T231500Z
      status: copied
      location: s3://acme-descope-backups/P2abcdefghijklmnopqrstuvwxyz/20261122T231500Z
      problem: ""
      bytes: 48211
      uploaded: [permissions.json, roles.json, tenants.json, manifest.json]
      retained_until: ""
error:
  description: What went wrong, for programs. C(code) is stable.
  returned: failure
  type: dict
  sample:
    code: target_exists
    message: ""
    hint: ""
    retryable: false
"""

from ansible_collections.descope.mgmt.plugins.module_utils._module import STORE_SPEC, run_offline
from ansible_collections.descope.mgmt.plugins.module_utils._offsite import run_offsite

ARGUMENT_SPEC = {
    "state": {"type": "str", "choices": ["copied", "fetched", "verified", "listed"], "default": "copied"},
    "backup": {"type": "str", "default": "latest"},
    "required": {"type": "bool", "default": False},
    "bucket": {"type": "str", "required": True},
    "prefix": {"type": "str"},
    "endpoint_url": {"type": "str"},
    "region": {"type": "str"},
    "profile": {"type": "str"},
    "access_key": {"type": "str", "no_log": True},
    "secret_key": {"type": "str", "no_log": True},
    "session_token": {"type": "str", "no_log": True},
    "object_lock_mode": {"type": "str", "choices": ["governance", "compliance"]},
    "object_lock_days": {"type": "int"},
    "kms_key_id": {"type": "str"},
    **STORE_SPEC,
}
TOGETHER = [("access_key", "secret_key"), ("object_lock_mode", "object_lock_days")]
APART = [("access_key", "profile")]


def main() -> None:
    """Entry point of the module."""
    run_offline(ARGUMENT_SPEC, run_offsite, required_together=TOGETHER, mutually_exclusive=APART)


if __name__ == "__main__":
    main()
