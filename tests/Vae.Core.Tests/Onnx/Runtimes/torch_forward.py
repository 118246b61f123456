"""Checks ONNX files and computes them anew in PyTorch: python3 torch_forward.py <jobs.json>

The file's initialisers are loaded by name into modules built from the options in its metadata, which must take every one of them
(load_state_dict is strict); what the modules compute is written as floats to "<values>.<id>.<output>.torch". Every file goes through the ONNX
checker, shape inference included. What went wrong with a job is written to "<values>.<id>.python-error".
"""
import json
import math
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
    def __init__(self, options, features, context):
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
        # The decoder reads the context behind the code, and says nothing of it.
        width = self.trunk(self.decoder, latent + context, hidden[::-1])
        outputs = features - context
        if maps:
            self.up(width, maps)
        else:
            self.decoder.append(torch.nn.Linear(width, outputs))
        likelihood = options["likelihood"]
        if likelihood.get("sigmaKind", "fixed") != "fixed":
            count = 1 if likelihood["sigmaKind"] == "learned" else outputs
            self.log_sigma = torch.nn.Parameter(torch.zeros(count))

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


class Columns:
    """What columns of several kinds change: scaling of counts, means by block, and one residual a column."""

    def __init__(self, header):
        self.bernoulli = header["options"]["likelihood"]["kind"] == "bernoulli"
        rows = header["report"]["trainingRows"]
        self.floor = 1 / (rows + 1)
        # Files without a range are of builds to which a level never seen was as strange as the strangest one could be.
        self.unseen = (2 if header.get("hasRange") else 1) * math.log(rows + 1)
        self.columns = []
        first = 0
        for column in header["options"].get("columns") or [{"kind": "numeric"} for _ in range(header["inputDimension"])]:
            kind = column["kind"].lower()
            width = len(column["levels"]) if kind == "categorical" else 1
            self.columns.append((kind, slice(first, first + width)))
            first += width
        given = header["options"].get("contextColumnCount") or 0
        self.all = self.columns
        self.columns = self.columns[:len(self.columns) - given]
        # What is scored of a row comes first, then its context.
        self.outputs = self.columns[-1][1].stop
        self.context = first - self.outputs
        self.is_plain = all(kind in ("numeric", "count") or (kind == "binary" and self.bernoulli) for kind, _ in self.columns)

    def counts(self, rows, function):
        rows = rows.clone()
        for kind, place in self.all:
            if kind == "count":
                rows[:, place] = rows[:, place].sign() * function(rows[:, place].abs())
        return rows

    def means(self, output):
        blocks = []
        for kind, place in self.columns:
            block = output[:, place]
            blocks.append(torch.softmax(block, dim=1) if kind == "categorical" else torch.sigmoid(block) if kind == "binary" or self.bernoulli else block)
        return torch.cat(blocks, dim=1)

    def residuals(self, rows, means):
        if self.is_plain:
            return rows[:, :self.outputs] - means
        blocks = []
        for kind, place in self.columns:
            if kind == "categorical":
                level = -(rows[:, place] * means[:, place]).sum(dim=1, keepdim=True).clamp(min=self.floor).log()
                blocks.append(level.masked_fill(rows[:, place].sum(dim=1, keepdim=True) == 0, self.unseen))
            else:
                blocks.append(rows[:, place] - means[:, place])
        return torch.cat(blocks, dim=1)

    def deviations(self, model, rows):
        """Rows, or in a context what they are off from what the code 0 becomes there."""
        if not self.context:
            return rows
        code = torch.cat([torch.zeros(len(rows), model.mean.out_features), rows[:, self.outputs:]], dim=1)
        return rows[:, :self.outputs] - self.means(model.decoder(code))

    def reference_distance(self, model, rows, references, neighbour):
        """The squared distance from the counted reference row, by what both are off from their context's expectation, and 1 for each unseen level."""
        deviations = [self.deviations(model, rows) for rows in (rows, references)]
        counted = ((deviations[0][:, None] - deviations[1]) ** 2).sum(dim=2).sort(dim=1).values[:, neighbour - 1]
        for kind, place in self.columns:
            if kind == "categorical":
                counted = counted + (rows[:, place].sum(dim=1) == 0)
        return counted


def load(header, tensors, columns):
    model = Vae(header["options"], header["inputDimension"], columns.context).eval()
    # Counts of batches, which the file lacks, matter to no one but a momentum of None.
    tensors.update({name: count for name, count in model.state_dict().items() if name.endswith("num_batches_tracked")})
    model.load_state_dict(tensors)
    return model


def whitened(model, own, columns, scaled):
    """The mean code, what it is decoded to, and the squared whitened distance, where there is a whitening."""
    trunk = model.encoder(scaled)
    mean = model.mean(trunk)
    rebuilt = columns.means(model.decoder(torch.cat([mean, scaled[:, columns.outputs:]], dim=1)))
    score = None
    if "whitening.center" in own:
        joint = torch.cat([columns.residuals(scaled, rebuilt), mean], dim=1) - own["whitening.center"]
        matrix = own["whitening.matrix"]
        score = ((joint @ matrix.T if matrix.ndim == 2 else joint * matrix) ** 2).sum(dim=1)
    return trunk, mean, rebuilt, score


def forward(job):
    file = onnx.load(job["model"])
    onnx.checker.check_model(file, full_check=True)
    metadata = {entry.key: entry.value for entry in file.metadata_props}
    if "vae.model" not in metadata:
        return
    header = json.loads(metadata["vae.model"])
    columns = Columns(header)
    members = [{} for _ in range(1 + header.get("members", 0))]
    for tensor in file.graph.initializer:
        if not tensor.name.startswith("/"):
            prefix, _, rest = tensor.name.partition(".")
            number = int(prefix[6:]) if prefix.startswith("member") else 0
            members[number][rest if number else tensor.name] = torch.from_numpy(onnx.numpy_helper.to_array(tensor).copy())
    owns = [{name: tensors.pop(name) for name in list(tensors) if name.startswith(("scaler.", "whitening.", "expectation.", "reference.", "range.")) or name == "threshold"}
            for tensors in members]
    models = [load(header, tensors, columns) for tensors in members]
    own = owns[0]

    raw = torch.from_numpy(numpy.fromfile(job["values"], dtype="<f4").reshape(job["rows"], job["width"]))
    with torch.no_grad():
        scaled = columns.counts(raw, torch.log1p)
        if "scaler.offset" in own:
            scaled = (scaled - own["scaler.offset"]) * own["scaler.factor"]
            clip = float(header["scalerClip"])
            unclipped, scaled = scaled, scaled.clamp(-clip, clip)
        else:
            unclipped = scaled
        # The network sees a value beyond the training range at its end, and the score adds what is left.
        excess = torch.zeros_like(scaled)
        if "range.lower" in own:
            excess = unclipped - unclipped.clamp(own["range.lower"], own["range.upper"])
            scaled = scaled.clamp(own["range.lower"], own["range.upper"])
        trunk, mean, rebuilt, _ = whitened(models[0], own, columns, scaled)
        rebuilt = torch.cat([rebuilt, scaled[:, columns.outputs:]], dim=1)
        unscaled = rebuilt / own["scaler.factor"] + own["scaler.offset"] if "scaler.offset" in own else rebuilt
        results = {"latent": mean, "reconstruction": columns.counts(unscaled, torch.expm1)}
        if hasattr(models[0], "log_variance"):
            results["log_variance"] = models[0].log_variance(trunk).clamp(-20, 10)
        scoring = header["options"]["scoring"]
        if scoring["kind"] in ("whitenedDistance", "referenceDistance"):
            results["score"] = torch.stack([whitened(model, each, columns, scaled)[3] for model, each in zip(models, owns)]).mean(dim=0)
            if "range.weight" in own:
                results["score"] = results["score"] + (own["range.weight"] * excess ** 2).sum(dim=1)
        if scoring["kind"] == "referenceDistance":
            results["score"] = results["score"] / own["reference.whitened_unit"]
            scales = [(own["reference.rows"], own["reference.distance_unit"])]
            every = min(scoring.get("coarseReferences", 0), header["references"] // 16)
            if every > 1:
                scales.append((own["reference.rows"][::every], own["reference.coarse_unit"]))
            for rows, unit in scales:
                counted = torch.stack([columns.reference_distance(model, scaled, rows, min(scoring["neighbours"], len(rows))) for model in models]).mean(dim=0)
                if "range.weight" in own:
                    counted = counted + (excess[:, :columns.outputs] ** 2).sum(dim=1)
                results["score"] = results["score"] + counted / unit
    for name, value in results.items():
        value.numpy().astype("<f4").tofile(f"{job['values']}.{job['id']}.{name}.torch")


for job in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        forward(job)
    except Exception as error:  # Each job is a test of its own.
        with open(f"{job['values']}.{job['id']}.python-error", "w", encoding="utf-8") as file:
            file.write(f"{type(error).__name__}: {error}")
