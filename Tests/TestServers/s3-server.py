#!/usr/bin/env python3
"""An S3 that checks signatures: moto's server with one user, one bucket and the files of a folder in it.

usage: s3-server.py FOLDER     (needs the packages moto, flask and flask-cors)

Prints one line, "PORT KEY SECRET KEY SECRET TOKEN", and serves until its standard input ends. Objects are FOLDER's
files in the bucket `models`, each once more below `a b/ü+%/`. The user whose keys come first and the role whose
temporary keys follow may read the bucket `models` and nothing else.
"""

import json
import os
import sys

# Requests before this many are taken without a signature: they make the user and the objects.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "1000000"
for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(name, None)

import boto3
from moto import settings
from moto.server import ThreadedMotoServer

folder = sys.argv[1]
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
_, port = server.get_host_and_port()
common = {"endpoint_url": f"http://127.0.0.1:{port}", "region_name": "us-east-1",
          "aws_access_key_id": "maker", "aws_secret_access_key": "maker"}
s3 = boto3.client("s3", **common)
for bucket in ("models", "private"):
    s3.create_bucket(Bucket=bucket)
for name in os.listdir(folder):
    if not os.path.isfile(os.path.join(folder, name)):
        continue
    with open(os.path.join(folder, name), "rb") as file:
        content = file.read()
    for bucket, key in (("models", name), ("models", "a b/ü+%/" + name), ("private", name)):
        s3.put_object(Bucket=bucket, Key=key, Body=content)
iam = boto3.client("iam", **common)
iam.create_user(UserName="reader")
policy = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"],
     "Resource": ["arn:aws:s3:::models", "arn:aws:s3:::models/*"]}]}
iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName="reader")["AccessKey"]
trust = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}
role = iam.create_role(RoleName="reading", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
iam.put_role_policy(RoleName="reading", PolicyName="read", PolicyDocument=json.dumps(policy))
sts = boto3.client("sts", **common)
temporary = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="test")["Credentials"]

# From now on every request must be signed.
settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
print(port, key["AccessKeyId"], key["SecretAccessKey"], temporary["AccessKeyId"], temporary["SecretAccessKey"],
      temporary["SessionToken"], flush=True)
sys.stdin.read()
