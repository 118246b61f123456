using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Models;

namespace Vae.MLNet.Cursors;

/// <summary>Probabilities of a few rows; the predicted key is found when it is read.</summary>
internal sealed class ClassifierOutputBatch(ClassifierBinding binding, Action? beforeRead) : OutputBatch(binding.Model.InputDimension, !binding.Model.Origin.IsEmpty, limits: null, beforeRead)
{
    private readonly VaeClassifier model = binding.Model;
    private float[] probabilities = [];

    public override void Reserve(int rows)
    {
        base.Reserve(rows);
        Reserve(ref probabilities, rows, model.ClassCount);
    }

    public override void Compute(int first, int rows)
    {
        var probabilities = Part(this.probabilities, first, rows, model.ClassCount);
        if (HasDoubles)
        {
            model.Probabilities(Doubles(first, rows), probabilities);
        }
        else
        {
            model.Probabilities(Rows(first, rows), probabilities);
        }
    }

    public override Delegate Getter(int outputIndex) =>
        binding.IsScore(outputIndex) ? (ValueGetter<VBuffer<float>>)ReadScore : (ValueGetter<uint>)ReadPredictedLabel;

    private void ReadScore(ref VBuffer<float> value)
    {
        BeforeRead();
        Copy(probabilities, model.ClassCount, ref value);
    }

    private void ReadPredictedLabel(ref uint value)
    {
        BeforeRead();

        var probabilities = this.probabilities.AsSpan(Current * model.ClassCount, model.ClassCount);
        var best = 0;
        for (var k = 1; k < probabilities.Length; k++)
        {
            best = probabilities[k] > probabilities[best] ? k : best;
        }

        // A row without a class has the missing key, 0.
        value = float.IsNaN(probabilities[best]) ? 0 : (uint)best + 1;
    }
}
