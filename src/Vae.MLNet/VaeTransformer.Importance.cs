using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.Core.Models;
using Vae.MLNet.Columns;
using Vae.MLNet.Columns.Names;

namespace Vae.MLNet;

/// <content>What ML.NET's permutation feature importance asks a predictor for.</content>
public sealed partial class VaeTransformer : ISingleFeaturePredictionTransformer<VaeModel>
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The model reads several columns.</exception>
    string ISingleFeaturePredictionTransformer<VaeModel>.FeatureColumnName => Columns.Inputs.IsEmpty
        ? Columns.Features
        : throw new InvalidOperationException(
            $"ML.NET asks for the one column of features, but this model reads the columns {InputErrors.List(Columns.Inputs)}; make one vector of Single of them with Transforms.Concatenate and train on that (FeatureColumnName).");

    /// <inheritdoc/>
    DataViewType ISingleFeaturePredictionTransformer<VaeModel>.FeatureColumnType => OutputSchema.SingleVector(Model.InputDimension);
}
