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


class Vae(torch.nn.Module):
    def __init__(self, options, features):
        super().__init__()
        network = options["network"]
        latent = network["latentDimension"]
        hidden = network["hiddenLayers"]
        self.encoder, width = self.trunk(network, features, hidden)
        self.mean = torch.nn.Linear(width, latent)
        if options["objective"]["kind"] != "autoencoder":
            self.log_variance = torch.nn.Linear(width, latent)
        self.decoder, width = self.trunk(network, latent, hidden[::-1])
        self.decoder.append(torch.nn.Linear(width, features))
        likelihood = options["likelihood"]
        if likelihood.get("sigmaKind", "fixed") != "fixed":
            count = 1 if likelihood["sigmaKind"] == "learned" else features
            self.log_sigma = torch.nn.Parameter(torch.zeros(count))
        self.is_bernoulli = likelihood["kind"] == "bernoulli"

    @staticmethod
    def trunk(network, width, hidden):
        layers = torch.nn.Sequential()
        for size in hidden:
            layers.append(torch.nn.Linear(width, size))
            layers.append(activation(network))
            if network["dropout"] > 0:
                layers.append(torch.nn.Dropout(network["dropout"]))
            width = size
        return layers, width


def forward(job):
    file = onnx.load(job["model"])
    onnx.checker.check_model(file, full_check=True)
    metadata = {entry.key: entry.value for entry in file.metadata_props}
    if "vae.model" not in metadata:
        return
    header = json.loads(metadata["vae.model"])
    tensors = {tensor.name: torch.from_numpy(onnx.numpy_helper.to_array(tensor).copy())
               for tensor in file.graph.initializer if not tensor.name.startswith("/")}
    own = {name: tensors.pop(name) for name in list(tensors) if name.startswith(("scaler.", "whitening.")) or name == "threshold"}
    model = Vae(header["options"], header["inputDimension"]).eval()
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
        if header["options"]["scoring"]["kind"] == "whitenedDistance":
            joint = torch.cat([scaled - rebuilt, mean], dim=1) - own["whitening.center"]
            matrix = own["whitening.matrix"]
            results["score"] = ((joint @ matrix.T if matrix.ndim == 2 else joint * matrix) ** 2).sum(dim=1)
    for name, value in results.items():
        value.numpy().astype("<f4").tofile(f"{job['values']}.{job['id']}.{name}.torch")


for job in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        forward(job)
    except Exception as error:  # Each job is a test of its own.
        with open(f"{job['values']}.{job['id']}.python-error", "w", encoding="utf-8") as file:
            file.write(f"{type(error).__name__}: {error}")
