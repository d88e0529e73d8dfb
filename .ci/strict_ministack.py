"""MiniStack, made to refuse what AWS refuses and it does not, and to give back what AWS gives back. Runs in its environment, in the place of its own program."""
import asyncio
import json
import re
import sys
from xml.sax.saxutils import escape

from ministack.app import main
from ministack.services import apigateway_v1 as api
from ministack.services import cloudwatch, firehose, s3, waf

BORN_WITH = ("Error", "Empty")  # models of every REST API


def refuse(message: str, kind: str = "ConflictException", status: int = 409):
    return api._v1_error(kind, message, status)


def create_model(api_id, data, unchanged=api._create_model):
    name = data.get("name", "")
    if name in BORN_WITH or name in api._models.get(api_id, {}):
        return refuse(f"Model name already exists for this REST API: {name}")
    return unchanged(api_id, data)


def delete_model(api_id, name, unchanged=api._delete_model):
    for resource in api._resources.get(api_id, {}).values():
        for method in resource["resourceMethods"].values():
            if name in (method.get("requestModels") or {}).values():
                return refuse(f"Cannot delete model '{name}', is referenced in method request: {resource['path']}")
    return unchanged(api_id, name)


def put_method(api_id, resource_id, verb, data, unchanged=api._put_method):
    resource = api._resources.get(api_id, {}).get(resource_id)
    if resource and verb in resource["resourceMethods"]:
        return refuse("Method already exists for this resource")
    return unchanged(api_id, resource_id, verb, data)


def delete_deployment(api_id, deployment_id, unchanged=api._delete_deployment):
    if any(stage.get("deploymentId") == deployment_id for stage in api._stages_v1.get(api_id, {}).values()):
        return refuse("Active stages pointing to this deployment must be moved or deleted", "BadRequestException", 400)
    return unchanged(api_id, deployment_id)


def apply_patch(target, patches):
    """MiniStack takes `application~1json` for the key, not for how a path spells `application/json`."""
    for patch in patches:
        *groups, key = [each.replace("~1", "/").replace("~0", "~") for each in patch["path"].lstrip("/").split("/")]
        place = target
        for group in groups:
            if not isinstance(place.get(group), dict):
                place[group] = {}
            place = place[group]
        if patch.get("op") == "remove":
            place.pop(key, None)
        else:
            place[key] = patch["value"] == "true" if key == "apiKeyRequired" or "responseParameters" in groups else patch.get("value")
    return target


def create_api_key(data, unchanged=api._create_api_key):
    """The provider says an empty value where AWS is to choose it."""
    return unchanged({key: value for key, value in data.items() if key != "value" or value})


def get_usage_plan(plan_id, unchanged=api._get_usage_plan):
    """AWS gives no quota and no throttling back that nobody said."""
    plan = api._usage_plans.get(plan_id, {})
    for key in ("quota", "throttle"):
        if plan.get(key) == {}:
            del plan[key]
    return unchanged(plan_id)


for patched in (create_model, delete_model, put_method, delete_deployment, apply_patch, create_api_key, get_usage_plan):
    setattr(api, f"_{patched.__name__}", patched)
api._decode_json_pointer_token = lambda token: token  # a stage's settings come back by paths as they were said, with `~1` in them

METHOD_RESPONSE = re.compile(r"/restapis/([^/]+)/resources/([^/]+)/methods/([A-Z]+)/responses/(\d+)")


async def handle_api(method, path, headers, body, query_params, unchanged=api.handle_request):
    """MiniStack has no UpdateMethodResponse."""
    found = METHOD_RESPONSE.fullmatch(path)
    if method != "PATCH" or not found:
        return await unchanged(method, path, headers, body, query_params)
    api_id, resource_id, verb, status = found.groups()
    response = api._resources[api_id][resource_id]["resourceMethods"][verb]["methodResponses"][status]
    apply_patch(response, json.loads(body)["patchOperations"])
    return api._v1_response(response)


api.handle_request = handle_api


def dest_description(destination, unchanged=firehose._dest_description):
    described, config = unchanged(destination), destination["config"]
    if s3 := described.get("ExtendedS3DestinationDescription"):
        backup = config.get("S3BackupUpdate") or config.get("S3BackupConfiguration")
        if backup:
            s3["S3BackupDescription"] = {"EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"}, **backup}
        s3["CustomTimeZone"] = config.get("CustomTimeZone", "UTC")
    return described


def update_destination(data, unchanged=firehose._update_destination):
    # https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationUpdate.html#Firehose-Type-ExtendedS3DestinationUpdate-S3BackupMode
    stream, update = firehose._streams.get(data.get("DeliveryStreamName")), data.get("ExtendedS3DestinationUpdate", {})
    is_on = stream and any(each["config"].get("S3BackupMode") == "Enabled" for each in stream["destinations"])
    if is_on and update.get("S3BackupMode", "Enabled") == "Disabled":
        return firehose._invalid("Disabling S3 backup is not currently supported.")
    return unchanged(data)


firehose._dest_description = dest_description
firehose._HANDLERS["UpdateDestination"] = update_destination


def put_metric_alarm(params, data, is_cbor, is_json=False, unchanged=cloudwatch._put_metric_alarm):
    """Keeps all that was said of an alarm, to give it back; MiniStack keeps some of it, and no metric math."""
    answer = unchanged(params, data, is_cbor, is_json)
    name = data.get("AlarmName") or cloudwatch._p(params, "AlarmName")
    if alarm := cloudwatch._alarms.get(name):
        state = {key: alarm[key] for key in ("AlarmArn", "StateValue", "StateReason")}
        said = {key: value for key, value in (data or nested(params)).items() if key not in ("Action", "Version", "Tags")}
        cloudwatch._alarms[name] = {**state, **said} if is_cbor or is_json else {**alarm, "Said": {**state, **said}}
    return answer


def nested(params: dict) -> dict:
    """`Dimensions.member.1.Name=x` as {"Dimensions": {"1": {"Name": "x"}}}."""
    tree: dict = {}
    for path, (value, *_) in params.items():
        *parents, last = path.replace(".member.", ".").split(".")
        place = tree
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return tree


def xml(value) -> str:
    if not isinstance(value, dict):
        return escape(str(value))
    return "".join(f"<member>{xml(each)}</member>" if key.isdigit() else f"<{key}>{xml(each)}</{key}>" for key, each in value.items())


def describe_alarms(params, data, is_cbor, is_json=False, unchanged=cloudwatch._describe_alarms):
    if is_cbor or is_json:
        return unchanged(params, data, is_cbor, is_json)
    wanted = [value for key, (value, *_) in params.items() if key.startswith("AlarmNames.")]
    members = "".join(f"<member>{xml(alarm['Said'])}</member>" for name, alarm in cloudwatch._alarms.items() if name in wanted)
    return cloudwatch._xml(200, "DescribeAlarmsResponse", f"<DescribeAlarmsResult><MetricAlarms>{members}</MetricAlarms></DescribeAlarmsResult>")


cloudwatch._put_metric_alarm = put_metric_alarm
cloudwatch._describe_alarms = describe_alarms


LOGGED: dict = {}  # firewalls, by ARN


async def handle_waf(method, path, headers, body, query_params, unchanged=waf.handle_request):
    """MiniStack has no logging of firewalls, and does not keep all that is said of one."""
    action, said = headers.get("x-amz-target", "").split(".")[-1], json.loads(body or "{}")
    if not action.endswith("LoggingConfiguration"):
        answer = await unchanged(method, path, headers, body, query_params)
        for acl in waf._values_for_scope(waf._web_acls, said.get("Scope", "REGIONAL")) if action in ("CreateWebACL", "UpdateWebACL") else []:
            if acl["Name"] == said["Name"]:
                acl.update({key: said[key] for key in ("CustomResponseBodies", "DataProtectionConfig") if key in said})
        return answer
    said = said.get("LoggingConfiguration", said)
    if action.startswith("Put"):
        LOGGED[said["ResourceArn"]] = said
    if said["ResourceArn"] not in LOGGED:
        return waf.error_response_json("WAFNonexistentItemException", "AWS WAF couldn't find the logging configuration.", 400)
    kept = LOGGED.pop(said["ResourceArn"]) if action.startswith("Delete") else LOGGED[said["ResourceArn"]]
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps({} if action.startswith("Delete") else {"LoggingConfiguration": kept}).encode()


waf.handle_request = handle_waf

METRICS: dict = {}  # of buckets, by path and id


async def handle_s3(method, path, headers, body, query_params, *more, unchanged=s3.handle_request, **named):
    """MiniStack takes DeleteBucketMetricsConfiguration for DeleteBucket."""
    if "metrics" not in query_params:
        return await unchanged(method, path, headers, body, query_params, *more, **named)
    key = (path, str(query_params.get("id")))
    if method == "PUT":
        METRICS[key] = body
        return 200, {}, b""
    if key not in METRICS:
        return s3._error("NoSuchConfiguration", "The specified configuration does not exist.", 404)
    return (204, {}, METRICS.pop(key) and b"") if method == "DELETE" else (200, {"Content-Type": "application/xml"}, METRICS[key])


s3.handle_request = handle_s3

program = sys.modules["ministack.app"]
ANSWERS: dict = {}  # of calls that change something, by the id that each of a call's attempts bears


async def dispatch(method, path, headers, *more, unchanged=program._dispatch_service_request):
    """A client whose connection broke asks again: what was made for its first attempt must not be in the way of its second."""
    call = headers.get("amz-sdk-invocation-id")
    if method == "GET" or not call:
        return await unchanged(method, path, headers, *more)
    if call not in ANSWERS:
        ANSWERS[call] = asyncio.ensure_future(unchanged(method, path, headers, *more))
    answer = await asyncio.shield(ANSWERS[call])
    if answer[0] >= 400:
        ANSWERS.pop(call, None)
    return answer


program._dispatch_service_request = dispatch

if __name__ == "__main__":
    main()
