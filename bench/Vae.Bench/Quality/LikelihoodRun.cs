using Vae.Core.Reports;

namespace Vae.Bench.Quality;

/// <summary>One model of binarised pictures, measured.</summary>
/// <param name="Samples">Samples of the code a row in training, k.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Nll">Importance-weighted estimate of the negative log-likelihood, nats a row.</param>
/// <param name="NegativeElbo">Negative evidence lower bound of the same rows, nats a row.</param>
/// <param name="Report">What happened in training.</param>
/// <param name="MeasuringSeconds">Time that both figures took.</param>
internal sealed record LikelihoodRun(int Samples, int Epochs, double Nll, double NegativeElbo, TrainingReport Report, double MeasuringSeconds);
