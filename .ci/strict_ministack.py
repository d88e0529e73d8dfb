"""MiniStack, made to refuse what AWS refuses and it does not, and to give back what AWS gives back. Runs in its environment, in the place of its own program."""
from ministack.app import main
from ministack.services import apigateway_v1 as api
from ministack.services import firehose

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


for patched in (create_model, delete_model, put_method, delete_deployment):
    setattr(api, f"_{patched.__name__}", patched)


def dest_description(destination, unchanged=firehose._dest_description):
    described, config = unchanged(destination), destination["config"]
    if s3 := described.get("ExtendedS3DestinationDescription"):
        backup = config.get("S3BackupUpdate") or config.get("S3BackupConfiguration")
        if backup:
            s3["S3BackupDescription"] = {"EncryptionConfiguration": {"NoEncryptionConfig": "NoEncryption"}, **backup}
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

if __name__ == "__main__":
    main()
