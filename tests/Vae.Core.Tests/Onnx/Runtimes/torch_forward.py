"""Checks ONNX files and computes them anew in PyTorch: python3 torch_forward.py <jobs.json>

The file's initialisers are loaded by name into modules built from the options in its metadata, which must take every one of them
(load_state_dict is strict); what the modules compute is written as floats to "<values>.<id>.<output>.torch". Every file goes through the ONNX
checker, shape inference included. What went wrong with a job is written to "<values>.<id>.python-error".
"""
import json
import sys

import numpy
import onnx
import onnx.numpy_helper
import torch

ACTIVATIONS = {"relu": torch.nn.ReLU, "silu": torch.nn.SiLU, "gelu": torch.nn.GELU, "tanh": torch.nn.Tanh}


def activation(network):
    kind = network["activation"].lower()
    return torch.nn.LeakyReLU(network["leakySlope"]) if kind == "leakyrelu" else ACTIVATIONS[kind]()


def side(size, convolution):
    """One side of a convolution's output, by PyTorch's formula."""
    return (size + 2 * convolution["padding"] - convolution["kernelSize"]) // convolution["stride"] + 1


class Vae(torch.nn.Module):
    def __init__(self, options, features):
        super().__init__()
        network = options["network"]
        latent = network["latentDimension"]
        hidden = network["hiddenLayers"]
        self.network = network
        maps = []
        self.encoder, width = self.down(maps) if network["kind"] == "convolutional" else (torch.nn.Sequential(), features)
        width = self.trunk(self.encoder, width, hidden)
        self.mean = torch.nn.Linear(width, latent)
        if options["objective"]["kind"] != "autoencoder":
            self.log_variance = torch.nn.Linear(width, latent)
        self.decoder = torch.nn.Sequential()
        width = self.trunk(self.decoder, latent, hidden[::-1])
        if maps:
            self.up(width, maps)
        else:
            self.decoder.append(torch.nn.Linear(width, features))
        likelihood = options["likelihood"]
        if likelihood.get("sigmaKind", "fixed") != "fixed":
            count = 1 if likelihood["sigmaKind"] == "learned" else features
            self.log_sigma = torch.nn.Parameter(torch.zeros(count))
        self.is_bernoulli = likelihood["kind"] == "bernoulli"

    def finish(self, layers, shape):
        normalization = self.network["normalization"]
        if normalization == "batch":
            layers.append(torch.nn.BatchNorm1d(shape[0]) if len(shape) == 1 else torch.nn.BatchNorm2d(shape[0]))
        elif normalization == "layer":
            layers.append(torch.nn.LayerNorm(shape))
        layers.append(activation(self.network))
        if self.network["dropout"] > 0:
            layers.append(torch.nn.Dropout(self.network["dropout"]))

    def trunk(self, layers, width, hidden):
        for size in hidden:
            layers.append(torch.nn.Linear(width, size))
            self.finish(layers, [size])
            width = size
        return width

    def down(self, maps):
        image, convolution = self.network["image"], self.network["convolutional"]
        if convolution["padding"] is None:
            convolution["padding"] = (convolution["kernelSize"] - 1) // 2
        shape = (image["channels"], image["height"], image["width"])
        layers = torch.nn.Sequential(torch.nn.Unflatten(1, shape))
        maps.append(shape)
        for channels in convolution["channels"]:
            layers.append(torch.nn.Conv2d(shape[0], channels, convolution["kernelSize"], convolution["stride"], convolution["padding"]))
            shape = (channels, side(shape[1], convolution), side(shape[2], convolution))
            self.finish(layers, list(shape))
            maps.append(shape)
        layers.append(torch.nn.Flatten())
        return layers, shape[0] * shape[1] * shape[2]

    def up(self, width, maps):
        convolution = self.network["convolutional"]
        shape = maps.pop()
        self.decoder.append(torch.nn.Linear(width, shape[0] * shape[1] * shape[2]))
        self.decoder.append(torch.nn.Unflatten(1, shape))
        self.finish(self.decoder, list(shape))
        while maps:
            larger = maps.pop()
            rest = [(size + 2 * convolution["padding"] - convolution["kernelSize"]) % convolution["stride"] for size in larger[1:]]
            self.decoder.append(torch.nn.ConvTranspose2d(
                shape[0], larger[0], convolution["kernelSize"], convolution["stride"], convolution["padding"], output_padding=rest))
            if maps:
                self.finish(self.decoder, list(larger))
            shape = larger
        self.decoder.append(torch.nn.Flatten())


def forward(job):
    file = onnx.load(job["model"])
    onnx.checker.check_model(file, full_check=True)
    metadata = {entry.key: entry.value for entry in file.metadata_props}
    if "vae.model" not in metadata:
        return
    header = json.loads(metadata["vae.model"])
    tensors = {tensor.name: torch.from_numpy(onnx.numpy_helper.to_array(tensor).copy())
               for tensor in file.graph.initializer if not tensor.name.startswith("/")}
    own = {name: tensors.pop(name) for name in list(tensors) if name.startswith(("scaler.", "whitening.", "expectation.", "reference.")) or name == "threshold"}
    model = Vae(header["options"], header["inputDimension"]).eval()
    # Counts of batches, which the file lacks, matter to no one but a momentum of None.
    tensors.update({name: count for name, count in model.state_dict().items() if name.endswith("num_batches_tracked")})
    model.load_state_dict(tensors)

    raw = torch.from_numpy(numpy.fromfile(job["values"], dtype="<f4").reshape(job["rows"], job["width"]))
    with torch.no_grad():
        scaled = raw
        if "scaler.offset" in own:
            scaled = (raw - own["scaler.offset"]) * own["scaler.factor"]
            clip = float(header["scalerClip"])
            scaled = scaled.clamp(-clip, clip)
        trunk = model.encoder(scaled)
        mean = model.mean(trunk)
        rebuilt = model.decoder(mean)
        if model.is_bernoulli:
            rebuilt = torch.sigmoid(rebuilt)
        unscaled = rebuilt / own["scaler.factor"] + own["scaler.offset"] if "scaler.offset" in own else rebuilt
        results = {"latent": mean, "reconstruction": unscaled}
        if hasattr(model, "log_variance"):
            results["log_variance"] = model.log_variance(trunk).clamp(-20, 10)
        scoring = header["options"]["scoring"]
        if scoring["kind"] in ("whitenedDistance", "referenceDistance"):
            joint = torch.cat([scaled - rebuilt, mean], dim=1) - own["whitening.center"]
            matrix = own["whitening.matrix"]
            results["score"] = ((joint @ matrix.T if matrix.ndim == 2 else joint * matrix) ** 2).sum(dim=1)
        if scoring["kind"] == "referenceDistance":
            rows = own["reference.rows"]
            distances = ((scaled[:, None] - rows) ** 2).sum(dim=2).sort(dim=1).values
            counted = distances[:, min(scoring["neighbours"], len(rows)) - 1]
            results["score"] = results["score"] / own["reference.whitened_unit"] + counted / own["reference.distance_unit"]
    for name, value in results.items():
        value.numpy().astype("<f4").tofile(f"{job['values']}.{job['id']}.{name}.torch")


for job in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        forward(job)
    except Exception as error:  # Each job is a test of its own.
        with open(f"{job['values']}.{job['id']}.python-error", "w", encoding="utf-8") as file:
            file.write(f"{type(error).__name__}: {error}")
