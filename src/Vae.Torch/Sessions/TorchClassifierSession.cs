using System.Runtime.InteropServices;
using Vae.Core.Engines;
using Vae.Core.Networks;
using Vae.Core.Options;
using Vae.Core.Randomness;
using Vae.Torch.Devices;
using Vae.Torch.Networks;
using Vae.Torch.Optimizers;
using Vae.Torch.Randomness;
using Vae.Torch.Rows;
using Vae.Torch.Tensors;

namespace Vae.Torch.Sessions;

/// <summary>Encoder and softmax head in training on libtorch, with the managed engine's dropout masks.</summary>
internal sealed unsafe class TorchClassifierSession : IClassifierSession
{
    // Rows of one forward pass outside training.
    private const int RowsAtOnce = 4096;

    private readonly ClassifierSetup setup;
    private readonly ComputeContext context;
    private readonly TorchParameters parameters;
    private readonly TorchNetwork encoder;
    private readonly GroupAdam encoderUpdate;
    private readonly GroupAdam headUpdate;
    private readonly List<NoiseStream> masks = [];
    private readonly List<int> maskSizes = [];
    private readonly HostRows rows;
    private readonly Tensor losses;
    private readonly int encoderTensors;
    private ReadOnlyMemory<int> labels;
    private ReadOnlyMemory<float> residentWeights;
    private long rowsSeen;
    private double weightSeen;

    public TorchClassifierSession(ClassifierSetup setup, DeviceChoice choice)
    {
        this.setup = setup;
        context = new ComputeContext(choice, EnginePrecision.Float32, setup.Engine.Threads, (long)setup.BatchSize * setup.Layout.Count);
        using var scope = context.Enter(gradients: false);
        parameters = new TorchParameters(setup.Layout, new HashSet<string>(), context);
        encoder = new TorchNetwork(setup.Plan.Encoder, parameters, 0, context);
        encoderUpdate = new GroupAdam(setup.EncoderGroup, parameters.Flat, context);
        headUpdate = new GroupAdam(setup.HeadGroup, parameters.Flat, context);
        encoderTensors = setup.Layout.ModelSlots.Count(slot => slot.IsTrained);
        rows = new HostRows(context, setup.Plan.InputDimension);
        losses = torch.zeros(2, torch.ScalarType.Float64, context.Device).Keep();
        var stream = new Philox(setup.Seed, RandomPurpose.Dropout);
        foreach (var layer in setup.Plan.Encoder.Layers.OfType<DropoutLayer>())
        {
            AddMask(stream, layer.Size, layer.Rate);
        }

        if (setup.Dropout > 0)
        {
            AddMask(stream, setup.Plan.Head.Inputs, setup.Dropout);
        }
    }

    public string Description => context.Description;

    public void UseRows(ReadOnlyMemory<float> rows, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights = default)
    {
        residentWeights = weights;
        this.rows.Rows = rows;
        this.labels = labels;
    }

    public void Step(ReadOnlySpan<int> rowIndices, in ClassifierStep step)
    {
        var classes = new long[rowIndices.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = labels.Span[rowIndices[i]];
        }

        using var scope = context.Enter(gradients: true);
        try
        {
            var gradients = Gradients(rows.Take(rowIndices), classes, step, StepWeights.Of(residentWeights.Span, rowIndices, context), moves: true);
            using var none = torch.no_grad();
            if (step.TrainsEncoder)
            {
                encoderUpdate.Apply(Flat(setup.Layout.ModelSlots, gradients), step.EncoderRate);
            }

            headUpdate.Apply(Flat(setup.Layout.AuxiliarySlots, gradients.Skip(step.TrainsEncoder ? encoderTensors : 0)), step.HeadRate);
        }
        catch (ExternalException exception)
        {
            throw TorchErrors.InStep(classes.Length, context.Choice, exception);
        }
    }

    public ClassifierTotals TakeLosses()
    {
        using var scope = context.Enter(gradients: false);
        var sums = losses.to(torch.CPU).data<double>().ToArray();
        losses.zero_();
        var taken = new ClassifierTotals(rowsSeen, sums[0], sums[1], weightSeen);
        (rowsSeen, weightSeen) = (0, 0);
        return taken;
    }

    public void ComputeGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, in ClassifierStep step, Span<float> gradient)
    {
        var classes = new long[labels.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = labels[i];
        }

        using var scope = context.Enter(gradients: true);
        var gradients = Gradients(this.rows.Take(rows), classes, step, StepWeights.Of(step.Weights.Span, context), moves: false);
        gradient.Clear();
        var slots = step.TrainsEncoder ? parameters.TrainedSlots : setup.Layout.AuxiliarySlots;
        for (var i = 0; i < gradients.Length; i++)
        {
            gradients[i].CopyTo(slots[i].Of(gradient));
        }
    }

    public void Probabilities(ReadOnlySpan<float> rows, Span<float> probabilities)
    {
        var (width, classes) = (setup.Plan.InputDimension, setup.Plan.ClassCount);
        for (var first = 0; first < rows.Length / width; first += RowsAtOnce)
        {
            using var scope = context.Enter(gradients: false);
            var count = Math.Min(RowsAtOnce, (rows.Length / width) - first);
            var input = HostMemory.FromFloats(rows.Slice(first * width, count * width), count, width).Send(context);
            var logits = Head(encoder.Infer(input));
            logits.softmax(1).CopyTo(probabilities.Slice(first * classes, count * classes));
        }
    }

    public void ReadState(SessionState state)
    {
        using var scope = context.Enter(gradients: false);
        parameters.Flat.CopyTo(state.Parameters);
        encoderUpdate.Read(state.FirstMoment, state.SecondMoment);
        headUpdate.Read(state.FirstMoment, state.SecondMoment);
        (state.OptimizerSteps[0], state.OptimizerSteps[1]) = (encoderUpdate.Steps, headUpdate.Steps);
    }

    public void WriteState(SessionState state)
    {
        using var scope = context.Enter(gradients: false);
        parameters.Flat.Load(state.Parameters);
        encoderUpdate.Write(state.FirstMoment, state.SecondMoment);
        headUpdate.Write(state.FirstMoment, state.SecondMoment);
        (encoderUpdate.Steps, headUpdate.Steps) = (state.OptimizerSteps[0], state.OptimizerSteps[1]);
    }

    public void Dispose()
    {
        IDisposable[] owned = [.. masks, losses, rows, headUpdate, encoderUpdate, encoder, parameters];
        foreach (var item in owned)
        {
            item.Dispose();
        }
    }

    /// <summary>Goes forward and back and adds to the running losses; a gradient for each slot, of the head's alone where the encoder is frozen.</summary>
    private Tensor[] Gradients(Tensor input, long[] classes, ClassifierStep step, StepWeights? weights, bool moves)
    {
        var (plan, count) = (setup.Plan, classes.Length);
        var features = step.TrainsEncoder ? encoder.Train(input, new Pass(true, moves, number => Mask(number, step, count), weights)) : Frozen(input);
        if (setup.Dropout > 0)
        {
            features = features.mul(Mask(masks.Count - 1, step, count));
        }

        var logits = Head(features);
        var logProbabilities = logits.log_softmax(1);
        var targets = Targets(classes);
        var total = StepWeights.SumOf(logProbabilities.mul(targets).sum([-1L]), weights).neg();
        using var share = (1f / count).ToScalar();
        var gradients = Networks.Gradients.Of(total.mul(share), step.TrainsEncoder ? parameters.Trained : parameters.Trained[encoderTensors..]);
        using var none = torch.no_grad();
        var correct = StepWeights.SumOf(logits.argmax(1).eq(targets.argmax(1)).to(torch.ScalarType.Float64), weights);
        losses.AddHere(torch.stack([total.to(torch.ScalarType.Float64), correct]));
        rowsSeen += count;
        weightSeen += weights?.Sum ?? count;
        return gradients;
    }

    private Tensor Frozen(Tensor input)
    {
        using var none = torch.no_grad();
        return encoder.Infer(input);
    }

    /// <summary>Smoothed one-hot rows [rows, classes].</summary>
    private Tensor Targets(long[] classes)
    {
        var values = new float[classes.Length * setup.Plan.ClassCount];
        values.AsSpan().Fill(setup.LabelSmoothing / setup.Plan.ClassCount);
        for (var i = 0; i < classes.Length; i++)
        {
            values[(i * setup.Plan.ClassCount) + classes[i]] += 1 - setup.LabelSmoothing;
        }

        return HostMemory.FromFloats(values, classes.Length, setup.Plan.ClassCount).Send(context);
    }

    private void AddMask(Philox stream, int size, float rate)
    {
        var number = masks.Count;
        maskSizes.Add(size);
        masks.Add(new NoiseStream(context, setup.BatchSize, 1, size, (block, step, destination, count) =>
            NormalNoise.FillDropout(stream, block, (ulong)step ^ ((ulong)number << 40), rate, destination, count)));
    }

    private Tensor Mask(int number, in ClassifierStep step, int count) => step.Injection is { } injection
        ? HostMemory.FromFloats(injection.DropoutMasks[number], count, maskSizes[number]).Send(context)
        : masks[number].Take(step.Step, count).reshape(count, maskSizes[number]);

    private Tensor Head(Tensor features) =>
        torch.nn.functional.linear(features, parameters.Exact(setup.Plan.Head.WeightName), parameters.Exact(setup.Plan.Head.BiasName));

    /// <summary>A group's gradient side by side; 0 for running statistics, which have none.</summary>
    private Tensor Flat(IEnumerable<ParameterSlot> slots, IEnumerable<Tensor> gradients)
    {
        using var next = gradients.GetEnumerator();
        return torch.cat([.. slots.Select(slot => slot.IsTrained && next.MoveNext()
            ? next.Current.reshape(-1)
            : torch.zeros(slot.Count, torch.ScalarType.Float32, context.Device))]);
    }
}
